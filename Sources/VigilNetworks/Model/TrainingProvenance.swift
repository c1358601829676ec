/// How a network was trained, kept in the manifest of its model.
public struct TrainingProvenance: Hashable, Sendable, Codable {
  /// The method: `rtfm`, or `linear`.
  public var recipe: String
  /// The steps after which its weights were kept, and those that were asked for; absent for a direct fit.
  public var steps, totalSteps: Int?
  /// The random seed.
  public var seed: UInt64
  /// Hyperparameters by name, such as `learning_rate`.
  public var settings: [String: Double]
  /// The videos that it learned from.
  public var normalVideos, abnormalVideos: Int
  /// The videos that its checkpoint was chosen by; absent if there were none.
  public var heldOutVideos: Int?
  /// A fingerprint of all videos, their lengths and order; absent for a direct fit.
  public var videos: String?
  /// How the features were made; absent if they do not say.
  public var features: String?
  /// The model that it began with; absent for one from random weights.
  public var startedFrom: String?
  /// Measures of the checkpoint by name: `video_auc` on held-out videos, `test_auc` on a test set that chose nothing.
  public var measures: [String: Double]
  /// The programs that trained it.
  public var programs: [String]

  /// Holds the facts.
  public init(
    recipe: String, steps: Int? = nil, totalSteps: Int? = nil, seed: UInt64, settings: [String: Double] = [:],
    normalVideos: Int, abnormalVideos: Int, heldOutVideos: Int? = nil, videos: String? = nil,
    features: String? = nil, startedFrom: String? = nil, measures: [String: Double] = [:],
    programs: [String]
  ) {
    self.recipe = recipe
    self.steps = steps
    self.totalSteps = totalSteps
    self.seed = seed
    self.settings = settings
    self.normalVideos = normalVideos
    self.abnormalVideos = abnormalVideos
    self.heldOutVideos = heldOutVideos
    self.videos = videos
    self.features = features
    self.startedFrom = startedFrom
    self.measures = measures.filter(\.value.isFinite)
    self.programs = programs
  }

  /// One line for people.
  public var line: String {
    var parts = [
      "recipe \(recipe)", steps.map { "step \($0) of \(totalSteps ?? $0)" }, "seed \(seed)",
      "\(normalVideos) normal and \(abnormalVideos) abnormal videos",
      heldOutVideos.map { "\($0) held out" }, startedFrom.map { "began with \($0)" },
    ].compactMap(\.self)
    parts += measures.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return parts.joined(separator: ", ")
  }
}
