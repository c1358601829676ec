/// How one request of a download can fail.
package enum Setback: Error, Hashable {
  /// Nothing that can be mended by asking again.
  case final(DownloadError)
  /// The line or the server failed; it may be better later, perhaps when the server says so.
  case passing(DownloadError, serverAsksFor: Duration? = nil)
  /// What is there does not fit what the server has now: begin again, and do not trust its ranges any more.
  case stale
}
