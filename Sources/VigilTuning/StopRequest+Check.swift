import VigilCore

extension StopRequest {
  /// Ends the work if that was asked for.
  ///
  /// - Throws: `stopped`, with what was left undone.
  func check(_ undone: String) throws(TuningError) {
    if isRequested { throw TuningError(.stopped, undone) }
  }
}
