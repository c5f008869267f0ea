export {ageText} from '../../experiment/age.js';
