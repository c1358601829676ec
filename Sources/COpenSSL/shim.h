// OpenSSL's libcrypto, which every system has: digests, Ed25519 and scrypt. Nothing is wrapped; Swift calls it as it is.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
