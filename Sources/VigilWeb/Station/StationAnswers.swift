import Foundation
public import VigilMedia
public import VigilStation
import VigilStationConfiguration
import VigilStore

/// A station, as the web server asks it.
public struct StationAnswers: WatchedStation {
  private let station: Station

  /// Answers for a station.
  public init(_ station: Station) { self.station = station }

  /// Its cameras, by name.
  public var cameras: [WatchedCamera] { station.board.all.map { WatchedCamera($0) } }

  /// Its channels, in the order of the file.
  public var channels: [WatchedChannel] {
    let date = Date()
    return station.channels.map {
      WatchedChannel(name: $0.name, hours: ChannelHours($0, at: date, timeZone: .current))
    }
  }

  /// What keeps it from its work.
  public var readiness: Readiness { Readiness(faults: station.faults.map(\.rawValue)) }

  /// What a camera shows now.
  public func live(_ camera: String) -> LiveCamera { station.live.camera(named: camera) }

  /// What it counts.
  public var metrics: [MetricFamily] {
    MetricFamily.station(station) + MetricFamily.cameras(station.board.all) + MetricFamily.process()
  }
}

extension WatchedCamera {
  /// What others may know of a camera.
  init(_ status: CameraStatus) {
    let date = status.scoreDate ?? status.since
    self.init(
      name: status.name, state: status.state, reason: status.reason, since: status.since,
      score: status.score, scoreDate: status.scoreDate, scoreSpan: status.scoreSpan, latency: status.latency,
      openEvent: status.openEvent,
      alarmThreshold: status.thresholds?.alarm.score(at: date, calendar: .current),
      reviewThreshold: status.thresholds?.review.score(at: date, calendar: .current),
      thresholds: status.thresholds, model: status.model, shadow: status.shadow, quiet: status.standing,
      health: status.health)
  }
}

extension WatchedUpdate {
  /// What others may know of a change.
  public init(_ update: StationUpdate) {
    switch update {
    case .camera(let status): self = .camera(WatchedCamera(status))
    case .event(let event): self = .event(event)
    case .notice(let notice): self = .notice(notice)
    }
  }
}
