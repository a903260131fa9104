import './tokens.css';
import './base.css';
import './layout.css';
import './controls.css';
import './cards.css';
import './steps.css';
import './models.css';
