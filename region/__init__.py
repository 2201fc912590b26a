"""The country we drive in: files in, values out. Pure: no database, no network.

`preparation` compiles the communes (`sources`, `outlines`), the hand-written tables (`authored`) and the fleet that follows from them
(`fleet`, `sectors`) into a folder; `places` reads it; `garde` tells who is on duty. What is real and what is invented: docs/data.md.
"""
