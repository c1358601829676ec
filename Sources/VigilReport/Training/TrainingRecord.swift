import Foundation

/// A line of `training.jsonl`.
public enum TrainingRecord: Hashable, Sendable {
  /// One step.
  public struct Step: Hashable, Sendable {
    /// Its number, counted from 0.
    public var step: Int
    /// The learning rate.
    public var learningRate: Double
    /// The loss terms before the step, and their sum.
    public var classification, magnitude, smoothness, sparsity, total: Double
    /// Seconds since the first step of the same run of the program.
    public var elapsed: Double

    /// Makes a step.
    public init(
      step: Int, learningRate: Double, classification: Double, magnitude: Double, smoothness: Double,
      sparsity: Double, total: Double, elapsed: Double
    ) {
      self.step = step
      self.learningRate = learningRate
      self.classification = classification
      self.magnitude = magnitude
      self.smoothness = smoothness
      self.sparsity = sparsity
      self.total = total
      self.elapsed = elapsed
    }
  }

  /// The result of a validation.
  public struct Validation: Hashable, Sendable {
    /// The steps made before it.
    public var steps: Int
    /// The AUC over held-out videos and the cross-entropy of their scores; nil without held-out videos.
    public var videoAUC, crossEntropy: Double?
    /// The frame-level AUC on the test set; nil without a test set.
    public var testAUC: Double?
    /// The duration of the validation, in seconds.
    public var seconds: Double
    /// Seconds since the first step of the same run of the program.
    public var elapsed: Double

    /// Makes a validation.
    public init(
      steps: Int, videoAUC: Double?, crossEntropy: Double?, testAUC: Double?, seconds: Double, elapsed: Double
    ) {
      self.steps = steps
      self.videoAUC = videoAUC
      self.crossEntropy = crossEntropy
      self.testAUC = testAUC
      self.seconds = seconds
      self.elapsed = elapsed
    }
  }

  /// A step was made.
  case step(Step)
  /// The detector was validated.
  case validation(Validation)

  /// The record as a line of JSON, without a line break.
  public var line: String {
    switch self {
    case .step(let step):
      JSONText.object([
        ("step", "\(step.step)"), ("learning_rate", JSONText.number(step.learningRate)),
        ("classification", JSONText.number(step.classification)),
        ("magnitude", JSONText.number(step.magnitude)),
        ("smoothness", JSONText.number(step.smoothness)), ("sparsity", JSONText.number(step.sparsity)),
        ("total", JSONText.number(step.total)), ("elapsed", JSONText.number(step.elapsed)),
      ])
    case .validation(let found): Self.line(found)
    }
  }

  private static func line(_ found: Validation) -> String {
    let fields: [(key: String, value: String?)] = [
      ("validated_after", "\(found.steps)"), ("validation_auc", found.videoAUC.map(JSONText.number)),
      ("validation_cross_entropy", found.crossEntropy.map(JSONText.number)),
      ("test_auc", found.testAUC.map(JSONText.number)), ("seconds", JSONText.number(found.seconds)),
      ("elapsed", JSONText.number(found.elapsed)),
    ]
    return JSONText.object(
      fields.compactMap { field in field.value.map { (key: field.key, value: $0) } })
  }

  /// Reads a line; nil if it is something else, or truncated.
  public init?(line: some StringProtocol) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let fields = try? decoder.decode(Fields.self, from: Data(line.utf8)) else { return nil }
    if let step = fields.step, let rate = fields.learningRate, let classification = fields.classification,
      let magnitude = fields.magnitude, let smoothness = fields.smoothness, let sparsity = fields.sparsity,
      let total = fields.total
    {
      self = .step(
        Step(
          step: step, learningRate: rate, classification: classification, magnitude: magnitude,
          smoothness: smoothness, sparsity: sparsity, total: total, elapsed: fields.elapsed ?? 0))
    } else if let steps = fields.validatedAfter {
      self = .validation(
        Validation(
          steps: steps, videoAUC: fields.validationAuc, crossEntropy: fields.validationCrossEntropy,
          testAUC: fields.testAuc, seconds: fields.seconds ?? 0, elapsed: fields.elapsed ?? 0))
    } else {
      return nil
    }
  }

  /// Every field of either kind, by its name in the file, where words are joined by underscores.
  private struct Fields: Decodable {
    var step, validatedAfter: Int?
    var learningRate, classification, magnitude, smoothness, sparsity, total, elapsed, seconds: Double?
    var validationAuc, validationCrossEntropy, testAuc: Double?
  }
}
