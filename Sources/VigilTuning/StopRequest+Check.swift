import VigilCore

extension StopRequest {
  /// Ends the work if a stop was requested.
  ///
  /// - Throws: `stopped`, with what is left undone.
  func check(_ undone: String) throws(TuningError) {
    if isRequested { throw TuningError(.stopped, undone) }
  }
}
