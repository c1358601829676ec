// libcurl, for HTTP, HTTPS and mail by SMTP. Swift calls it as it is, except for what is wrapped here.
#include <curl/curl.h>

// curl_easy_setopt takes a value of any type, by C's variable arguments, which Swift cannot call: one function for
// each type of value. The names in parentheses keep curl's macros of the same names out.

/// Sets an option that is a number or a switch.
static inline CURLcode vigil_curl_set_long(CURL *handle, CURLoption option, long value) {
  return (curl_easy_setopt)(handle, option, value);
}

/// Sets an option that is a text, which curl copies.
static inline CURLcode vigil_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return (curl_easy_setopt)(handle, option, value);
}

/// Sets an option that is a pointer for callbacks, or a buffer that outlives the handle.
static inline CURLcode vigil_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return (curl_easy_setopt)(handle, option, value);
}

/// Sets an option that is a list, which must outlive the handle.
static inline CURLcode vigil_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return (curl_easy_setopt)(handle, option, value);
}

/// Sets the callback for the lines of the head, or for the bytes of the body.
static inline CURLcode vigil_curl_set_callback(
    CURL *handle, CURLoption option, size_t (*value)(char *bytes, size_t size, size_t count, void *pointer)) {
  return (curl_easy_setopt)(handle, option, value);
}

/// Sets the callback that is told what is sent and received, and switches it on.
static inline CURLcode vigil_curl_set_trace(
    CURL *handle, int (*value)(CURL *handle, curl_infotype type, char *bytes, size_t count, void *pointer),
    void *pointer) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_DEBUGFUNCTION, value);
  if (code == CURLE_OK) code = (curl_easy_setopt)(handle, CURLOPT_DEBUGDATA, pointer);
  return code == CURLE_OK ? (curl_easy_setopt)(handle, CURLOPT_VERBOSE, 1L) : code;
}

/// Sets the callback that is asked, at least once a second, whether a transfer is to end: anything but 0 ends it.
static inline CURLcode vigil_curl_set_progress(
    CURL *handle, int (*value)(void *pointer, curl_off_t, curl_off_t, curl_off_t, curl_off_t), void *pointer) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_XFERINFOFUNCTION, value);
  if (code == CURLE_OK) code = (curl_easy_setopt)(handle, CURLOPT_XFERINFODATA, pointer);
  return code == CURLE_OK ? (curl_easy_setopt)(handle, CURLOPT_NOPROGRESS, 0L) : code;
}

/// Has a mail go to those recipients that the server takes, though it refuses others.
static inline CURLcode vigil_curl_allow_refused_recipients(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x080200
  return (curl_easy_setopt)(handle, CURLOPT_MAIL_RCPT_ALLOWFAILS, 1L);
#else
  return (curl_easy_setopt)(handle, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
#endif
}

/// Asks a server of mail for an encrypted conversation: always, or if it offers one. The constants have another type in each release of curl.
static inline CURLcode vigil_curl_set_encryption(CURL *handle, int is_asked_for, int is_required) {
  return (curl_easy_setopt)(
      handle, CURLOPT_USE_SSL, (long)(is_required ? CURLUSESSL_ALL : is_asked_for ? CURLUSESSL_TRY : CURLUSESSL_NONE));
}

/// Lets a handle send mail only: the option's type depends on the release of curl.
static inline CURLcode vigil_curl_set_mail_only(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
  return (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
}

/// Lets a handle use HTTP and HTTPS only: the option's type depends on the release of curl.
static inline CURLcode vigil_curl_set_web_only(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  return (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// curl_easy_getinfo has variable arguments too.

/// Tells a number about a transfer, such as the system's error code.
static inline CURLcode vigil_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

/// Tells a time of a transfer in microseconds from its start.
static inline CURLcode vigil_curl_get_time(CURL *handle, CURLINFO info, curl_off_t *value) {
  return (curl_easy_getinfo)(handle, info, value);
}
