// OpenSSL's libcrypto, which every system has: only its message digests. Nothing is wrapped; Swift calls it as it is.
#include <openssl/evp.h>
