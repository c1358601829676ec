/// How one request of a download can fail.
package enum DownloadFailure: Error, Hashable {
  /// Asking again would not help.
  case permanent(DownloadError)
  /// The connection or the server failed; a later attempt may succeed, perhaps at the time the server names.
  case temporary(DownloadError, retryAfter: Duration? = nil)
  /// What is on the disk does not fit what the server has now: start over, and do not trust its ranges any more.
  case stale
}
