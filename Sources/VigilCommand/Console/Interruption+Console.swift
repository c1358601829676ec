import VigilCore

extension Interruption {
  /// Listens, and says at the first Ctrl-C what becomes of the work, such as `nothing is stored`.
  convenience init(consequence: String) {
    self.init { Console.diagnostic("stopping: \(consequence); press Ctrl-C again to quit at once") }
  }
}
