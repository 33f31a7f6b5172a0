// Entry of the team's pages; each page works without it.
import { focusFirstFault } from "./studio/faults";
import { copyOnRequest } from "./studio/copy";

focusFirstFault();
copyOnRequest();
