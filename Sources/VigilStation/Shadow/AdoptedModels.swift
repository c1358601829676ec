import Foundation
public import VigilStore

/// The models that took the place of the one in the station's file, one after another.
public struct AdoptedModels: Hashable, Sendable {
  /// The key among the changes at run time.
  public static let key = "adopted"
  /// So many are remembered; of more, the oldest is forgotten.
  public static let most = 10
  private static let thresholdKeys = [StandingThresholds.alarmKey, StandingThresholds.reviewKey]

  /// One of them.
  public struct Step: Hashable, Sendable, Codable {
    /// The folder of the model.
    public var folder: String
    /// The thresholds that were calibrated for the model before it.
    public var former: [Threshold]
    /// The features that it scored when it was adopted: `ModelSelection.featureNetwork` as the files say, whatever computes it; nil
    /// where nothing noted them.
    public var featureNetwork: String?

    /// The thresholds of the model before it, as changes of a camera.
    func thresholds(of camera: String) -> [RuntimeChange] {
      // With their dates: a camera that was moved since is to be calibrated again.
      former.map { RuntimeChange(camera: camera, key: $0.key, value: $0.value, by: $0.by, at: $0.at) }
    }

    /// A camera's changes as they would be without this step: with the thresholds of the model before it.
    func undone(_ changes: [RuntimeChange], of camera: String) -> [RuntimeChange] {
      changes.filter { !AdoptedModels.thresholdKeys.contains($0.key) } + thresholds(of: camera)
    }
  }

  /// Why the model that was adopted last is not used.
  struct Trouble {
    /// In one line.
    let message: String
    /// The step before which the model is that is used.
    let step: Step

    /// - Parameters:
    ///   - step: Nil if there is no trouble.
    ///   - reasons: Why each of the newer models cannot be used.
    init?(_ step: Step?, _ reasons: [String]) {
      guard let step else { return nil }
      self.step = step
      let reasons = reasons.joined(separator: "; ")
      message = "the model that was adopted cannot be used; the one before it is: \(reasons)"
    }
  }

  /// A threshold as it was kept.
  public struct Threshold: Hashable, Sendable, Codable {
    var key, value, by: String
    var at: Date
  }

  /// The last is in force.
  public private(set) var steps: [Step] = []

  /// None.
  public init() {}

  /// Takes them from what was changed of a camera; what cannot be read counts as none.
  public init(_ changes: [RuntimeChange]) {
    guard let text = changes.last(where: { $0.key == Self.key })?.value else { return }
    steps = (try? JSONDecoder().decode([Step].self, from: Data(text.utf8))) ?? []
  }

  /// The folder of the model in force; nil for the file's.
  public var folder: String? { steps.last?.folder }
  /// The folders that may be in force, the first that can be used; nil for the file's.
  var folders: [String?] { steps.reversed().map(\.folder) + [nil] }

  /// How the database keeps them; nil for none.
  var text: String? {
    guard !steps.isEmpty, let data = try? JSONEncoder().encode(steps) else { return nil }
    return String(decoding: data, as: UTF8.self)
  }

  /// Puts a model in the place of the one in force.
  ///
  /// - Parameters:
  ///   - featureNetwork: The features that it scores.
  ///   - changes: Those of the camera, with the thresholds of the model before.
  mutating func adopt(_ folder: String, featureNetwork: String, _ changes: [RuntimeChange]) {
    let former = changes.filter { Self.thresholdKeys.contains($0.key) }.compactMap { change in
      change.value.map { Threshold(key: change.key, value: $0, by: change.by, at: change.at) }
    }
    let step = Step(folder: folder, former: former, featureNetwork: featureNetwork)
    steps = (steps + [step]).suffix(Self.most)
  }

  /// Goes back to the model before.
  ///
  /// - Returns: the thresholds of that; nil if there is none before the file's.
  mutating func revert(_ camera: String) -> [RuntimeChange]? {
    steps.popLast()?.thresholds(of: camera)
  }
}
