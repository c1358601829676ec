public import Foundation

/// The report page of a training, made from the lines of `training.jsonl`, so that a training that was interrupted and
/// resumed is shown whole.
public struct TrainingReport: Sendable {
  /// A checkpoint and how good it is.
  public struct Checkpoint: Hashable, Sendable {
    /// The steps made before it.
    public var steps: Int
    /// The AUC over held-out videos; nil without held-out videos.
    public var videoAUC: Double?
    /// The frame-level AUC on the test set; nil without a test set.
    public var testAUC: Double?

    /// Makes a checkpoint.
    public init(steps: Int, videoAUC: Double?, testAUC: Double?) {
      self.steps = steps
      self.videoAUC = videoAUC
      self.testAUC = testAUC
    }
  }

  /// Facts under a heading.
  public struct Table: Sendable {
    /// The heading.
    public var title: String
    /// Names and values.
    public var rows: [(name: String, value: String)]

    /// Makes a table.
    public init(_ title: String, _ rows: [(name: String, value: String)]) {
      self.title = title
      self.rows = rows
    }
  }

  /// The name of the model.
  public var model: String
  /// The number of steps asked for.
  public var totalSteps: Int
  /// The checkpoint that the model holds, if it was chosen on held-out videos; otherwise it holds the last.
  public var picked: Checkpoint?
  /// The checkpoint that did best on the test set.
  public var bestOnTest: Checkpoint?
  /// Provenance and settings of the training.
  public var tables: [Table]
  /// Signs that the detector is dead or exploding, a sentence each.
  public var warnings: [String] = []
  /// The version of Vigil.
  public var vigil: String

  private(set) var curve = TrainingCurve()
  private(set) var validations: [TrainingRecord.Validation] = []
  /// The number of iterations.
  private(set) var steps = 0
  /// Seconds of all runs, and the part spent on validation.
  private(set) var seconds = 0.0
  private(set) var validationSeconds = 0.0
  private var elapsed = 0.0

  /// Makes a report without any step.
  public init(
    model: String, totalSteps: Int, picked: Checkpoint?, bestOnTest: Checkpoint?, tables: [Table],
    vigil: String
  ) {
    self.model = model
    self.totalSteps = totalSteps
    self.picked = picked
    self.bestOnTest = bestOnTest
    self.tables = tables
    self.vigil = vigil
  }

  /// Appends the next line.
  public mutating func add(_ record: TrainingRecord) {
    let now: Double
    switch record {
    case .step(let step):
      curve.append(step)
      steps += 1
      now = step.elapsed
    case .validation(let found):
      validations.append(found)
      validationSeconds += found.seconds
      now = found.elapsed
    }
    // The clock of each run of the program starts at 0.
    seconds += now < elapsed ? now : now - elapsed
    elapsed = now
  }

  /// Steps per second, validation left out; nil if the time is unknown.
  var rate: Double? {
    let spent = seconds - validationSeconds
    return spent > 0 ? Double(steps) / spent : nil
  }

  /// Writes the page; it replaces an earlier one once it is complete.
  ///
  /// - Throws: `cannotWrite`.
  public func write(to url: URL) throws(ReportError) {
    var page = try PartialFile(url)
    try page.write(html)
    try page.finish()
  }
}
