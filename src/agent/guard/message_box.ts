import type { ElementFacts } from '../../protocol/facts.ts';
import { fold, hasPhrase } from './fold.ts';

/** What boxes are called whose Enter sends what was written, by language: whole words, compared folded. */
const WORDS = [
  'message comment reply chat tweet post',
  'nachricht kommentar kommentieren antwort antworten',
  'commentaire commenter réponse répondre',
  'mensaje comentario comentar respuesta responder',
  'messaggio commento commenta risposta rispondi',
  'mensagem comentário resposta',
  'bericht reactie reageren reageer antwoord antwoorden',
].flatMap(split);

/** The same in scripts that put no spaces between words: anywhere in the name. */
const CHARACTERS = [
  'メッセージ コメント 返信 返事',
  '消息 讯息 訊息 评论 評論 回复 回覆 留言',
  '메시지 댓글 답글 답장',
].flatMap(split);

/** Fields of one line in which one looks for messages or comments. */
const SEARCH_WORDS = split(
  'search find filter suche suchen durchsuchen rechercher recherche buscar cerca pesquisar procurar zoek zoeken',
);
const SEARCH_CHARACTERS = split('検索 搜索 搜寻 搜尋 검색');

/** "Post" as of letters. */
const POSTAL = /\bpost (code|office|box)\b/g;

/**
 * Whether Enter in this field sends what was written to other people, as far as its name tells. An editable region
 * without a name counts as one: many chats have just that, and a question too many costs less than a message.
 */
export function isMessageBox({ name: written, tag, input, form }: ElementFacts): boolean {
  const name = fold(written);
  const line = tag === 'input';
  if (line && (input !== 'text' || form?.isSearch || names(name, SEARCH_WORDS, SEARCH_CHARACTERS)))
    return false;
  if (!name) return !line && input === null;
  return names(name.replace(POSTAL, ''), WORDS, CHARACTERS);
}

function names(name: string, words: readonly string[], characters: readonly string[]): boolean {
  const joined = name.replaceAll(' ', '');
  return words.some((word) => hasPhrase(name, word)) || characters.some((part) => joined.includes(part));
}

function split(words: string): string[] {
  return words.split(' ').map(fold);
}
