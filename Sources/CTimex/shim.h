// What the kernel knows of its wall clock, ntp_adjtime(3), which Swift's own module of the C library leaves out.
#include <sys/timex.h>
