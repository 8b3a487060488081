// Starts every part of the page; each part looks for its own marks and does nothing where there are none.
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { startQueue } from "./queue.js";
import { startTable } from "./table.js";
import { startUpload } from "./upload.js";
import { startFrame } from "./frame.js";

startFrame();
startKeys();
startPalette();
startQueue();
startTable();
startUpload();
