/// What a start found of recordings that were interrupted, by their paths relative to the folder.
public struct RecoveryReport: Hashable, Sendable {
  /// Growing files that were finished.
  public var finished: [String] = []
  /// Growing files that held no picture, or had no row yet, and were removed.
  public var discarded: [String] = []
  /// Whole files without a row, as after the loss of the database, which have one again.
  public var adopted: [String] = []
  /// Rows whose file is gone, and which are gone too.
  public var missing: [String] = []
  /// Rows whose file is not as long as it was; both are left.
  public var damaged: [String] = []
  /// Files whose removal was interrupted, and which are removed now.
  public var removed = 0
  /// What could not be finished now, a line each; tried again at the next start.
  public var failures: [String] = []

  /// Makes an empty report.
  public init() {}

  /// Whether everything was as it should be.
  public var isClean: Bool { self == RecoveryReport() }
}
