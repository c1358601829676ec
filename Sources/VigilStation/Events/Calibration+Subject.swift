import VigilStore

extension Calibration {
  /// A model whose thresholds are found: the camera's own, or the one in its shadow.
  struct Subject {
    var model, alarm, review: String
    var isShadow: Bool

    static let own = Subject(
      model: Calibration.modelKey, alarm: StandingThresholds.alarmKey, review: StandingThresholds.reviewKey,
      isShadow: false)
    static let shadow = Subject(
      model: ShadowKeys.model, alarm: ShadowKeys.alarm, review: ShadowKeys.review, isShadow: true)

    /// What thresholds are found on the strength of, among a camera's changes: they are of no use once it is another.
    func basis(_ changes: [RuntimeChange]) -> [RuntimeChange] {
      let keys = [
        model, alarm, review, isShadow ? ShadowKeys.folder : AdoptedModels.key, StandingThresholds.viewKey,
        StandingThresholds.recalibratedKey,
      ]
      return changes.filter { keys.contains($0.key) }
    }
  }
}
