// Small helps for forms, on every page.
import { showWhatApplies } from "./applies.js";
import { submitOnChange } from "./auto-submit.js";
import { copyOnClick } from "./copy.js";
import { guardForm } from "./guard.js";
import { closeMenus, showCounts, showCountsAgain } from "./menu.js";
import { pickAll } from "./pick-all.js";
import { printOnClick } from "./print.js";
import { showRefusals } from "./refusals.js";
import { reviewByKeys } from "./review.js";
import { fillSignIn } from "./sign-in.js";
import { forgetAtSignOut } from "./sign-out.js";
import { markSources, scrollToMarked } from "./source.js";

fillSignIn();
forgetAtSignOut();
scrollToMarked();
printOnClick();
copyOnClick();
pickAll();
reviewByKeys();
submitOnChange();
markSources();
guardForm();
showWhatApplies();
showRefusals();
showCounts();
showCountsAgain();
closeMenus();
