/// What people are told of a camera's state.
package enum CameraReason {
  /// A reason without addresses, as the board, the notices and their messages have it: they reach viewers, who are not
  /// to know where a camera is. The log has it whole.
  package static func shown(_ reason: String) -> String {
    reason.replacing(#/[A-Za-z][A-Za-z0-9+.\-]*:\/\/\S+?(?=[:,;.]?(?:\s|$))/#, with: "its stream")
  }
}
