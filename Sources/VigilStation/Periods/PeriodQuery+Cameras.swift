public import Foundation
import VigilCameraHealth
public import VigilStationConfiguration
public import VigilStore

extension PeriodQuery {
  /// While a camera has such a notice, it is not watched, or sees nothing or too little.
  private static let blind =
    ["offline", CameraNotices.failed, LeftOutCameras.kind]
    + [ViewChange.Kind.covered, .frozen, .dark, .defocused].map(\.rawValue)

  /// Asks for a time.
  ///
  /// - Parameters:
  ///   - known: Cameras that are there even if nothing is known of them.
  ///   - cameras: Only these; nil for all of which something is known.
  public init(from: Date, to: Date, known: [String], cameras: Set<String>? = nil) {
    self.init(from: from, to: to, known: known, cameras: cameras, blindKinds: Self.blind)
  }
}

extension StationStore {
  /// What happened in a time, with the thresholds that the file and the database tell of together.
  ///
  /// - Parameters:
  ///   - file: The station's file; nil if only its folder is known.
  ///   - cameras: Only these; nil for those of the file, and others of which something is known.
  public func summary(
    from: Date, to: Date, file: StationFile?, cameras: Set<String>? = nil
  ) throws(StoreError) -> PeriodSummary {
    let known = file.map { $0.cameras.filter(\.isEnabled).map(\.name) } ?? []
    var summary = try summary(PeriodQuery(from: from, to: to, known: known, cameras: cameras))
    let changes = try changes(at: to)
    for index in summary.cameras.indices {
      let name = summary.cameras[index].name
      // The file may give thresholds; of a camera that is not there nothing is in force.
      guard let settings = file?.camera(named: name) else { continue }
      summary.cameras[index].thresholds = PeriodSummary.Thresholds(
        settings, changes: changes.filter { $0.camera == name })
    }
    return summary
  }
}

extension PeriodSummary.Thresholds {
  /// Those that a camera has.
  ///
  /// - Parameter date: The hour of the day counts where they depend on it.
  public init(_ thresholds: StandingThresholds, at date: Date, calendar: Calendar) {
    self.init(
      alarm: thresholds.alarm.score(at: date, calendar: calendar).finite,
      alarmBasis: Basis(thresholds.alarm.basis),
      review: thresholds.review.score(at: date, calendar: calendar).finite,
      reviewBasis: Basis(thresholds.review.basis))
  }

  /// Those of a camera whose model nobody has looked at: of a provisional one there is no score.
  fileprivate init(_ settings: CameraSettings, changes: [RuntimeChange]) {
    let model = changes.last { $0.key == Calibration.modelKey }?.value
    let standing = StandingThresholds(settings, changes: changes, model: .nan, name: model ?? "")
    func score(_ value: StandingThresholds.Value) -> Float? { value.scores.min()?.finite }
    self.init(
      alarm: score(standing.alarm), alarmBasis: Basis(standing.alarm.basis),
      // It follows from that of alarms.
      review: standing.review.basis == .provisional && score(standing.alarm) == nil
        ? nil : score(standing.review), reviewBasis: Basis(standing.review.basis))
  }
}

extension PeriodSummary.Thresholds.Basis {
  init(_ basis: StandingThresholds.Basis) {
    self =
      switch basis {
      case .file: .file
      case .calibrated: .calibrated
      case .stale: .stale
      case .provisional: .provisional
      }
  }
}

extension Float {
  /// Nil for what is no number.
  fileprivate var finite: Float? { isFinite ? self : nil }
}
