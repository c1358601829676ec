// OpenSSL's libcrypto, which every system has: digests, HMAC, Ed25519 and scrypt. Nothing is wrapped; Swift calls it as it is.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
