public import VigilStore

/// The keys of a model in shadow among the changes at run time.
public enum ShadowKeys {
  /// The folder of the model, as somebody gave it.
  public static let folder = "shadow"
  /// The name of the model; since when it scores is when it was changed.
  public static let model = "shadow.model"
  /// Its thresholds, calibrated from its own scores.
  public static let (alarm, review) = ("shadow.threshold.alarm", "shadow.threshold.review")
  /// All of them.
  public static let all = [folder, model, alarm, review]

  /// The folder that a camera's changes ask for; nil without one.
  public static func folder(in changes: [RuntimeChange]) -> RuntimeChange? {
    changes.last { $0.key == folder && $0.value != nil }
  }

  /// The model that scores in a camera's shadow, by its name; nil if none does, or none did yet.
  public static func model(in changes: [RuntimeChange]) -> RuntimeChange? {
    guard folder(in: changes) != nil else { return nil }
    return changes.last { $0.key == model && $0.value != nil }
  }

  /// A camera's changes as they would be were its shadow its model: with the shadow's thresholds for its own.
  static func promoted(_ changes: [RuntimeChange]) -> [RuntimeChange] {
    let own = [alarm: StandingThresholds.alarmKey, review: StandingThresholds.reviewKey]
    return changes.compactMap { change in
      guard !own.values.contains(change.key) else { return nil }
      var change = change
      change.key = own[change.key] ?? change.key
      return change
    }
  }
}
