import VigilCore

extension Interruption {
  /// Listens, and says at the first Ctrl-C what becomes of the work, such as `nothing is stored`.
  ///
  /// - Parameters:
  ///   - consequence: What becomes of the work.
  ///   - reload: Called at SIGHUP, in place of ending.
  convenience init(consequence: String, reload: (@Sendable () -> Void)? = nil) {
    self.init(reload: reload) {
      Console.diagnostic("stopping: \(consequence); press Ctrl-C again to quit at once")
    }
  }
}
