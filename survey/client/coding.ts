// Entry of the coding pages; each page works without it.
import { startCoding } from "./coding/page";
import { readData } from "./coding/data";

const data = readData();
if (data) startCoding(data);
