import Foundation
import VigilStation
import VigilStore

extension Shown {
  /// What happened in a time. Messages, the disk and the station's faults are for those who see all cameras.
  ///
  /// - Parameter asked: Only these cameras; nil for all.
  func summary(from: Date, to: Date, cameras asked: [String]?) async throws -> PeriodSummary {
    let names = try names(asked)
    let watched = Dictionary(
      cameras.filter { $0.state != .off }.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let query = PeriodQuery(
      from: from, to: to, known: watched.keys.sorted(), cameras: names.map(Set.init))
    var summary = try await read { try $0.summary(query) }
    summary.cameras.removeAll { !viewer.sees($0.name) }
    for index in summary.cameras.indices {
      summary.cameras[index].thresholds = watched[summary.cameras[index].name]?.thresholds.map {
        PeriodSummary.Thresholds($0, at: to, calendar: .current)
      }
    }
    if !viewer.seesStation { (summary.messages, summary.disk, summary.faults) = (nil, nil, []) }
    return summary
  }
}
