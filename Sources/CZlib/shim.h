// zlib, which every system has: its raw inflate reads the compressed members of an .npz,
// its crc32 checks the records of a zip. Nothing is wrapped; Swift calls zlib as it is.
#include <zlib.h>
