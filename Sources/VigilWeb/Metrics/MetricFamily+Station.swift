import Foundation
import VigilCore
import VigilMedia
import VigilPipeline
import VigilStation
import VigilStore

extension MetricFamily {
  /// What a station counts as a whole.
  static func station(_ station: Station) -> [MetricFamily] {
    let faults = Set(station.faults)
    return [
      MetricFamily(
        "vigil_fault", .gauge, help: "Whether something keeps the station from its work, by kind.",
        StationBoard.Fault.allCases.map { .init(faults.contains($0) ? 1 : 0, ["kind": $0.rawValue]) }),
      MetricFamily(
        "vigil_economy_level", .gauge,
        help:
          "How much less is computed than asked for, from 0, nothing, to \(EconomyLevel.allCases.count - 1).",
        [.init(Double(station.economyLevel.rawValue))]),
      MetricFamily(
        "vigil_lost_scores_total", .counter, help: "Scores that could not be stored.",
        [.init(Double(station.store.lostScores))]),
      MetricFamily(
        "vigil_lost_features_total", .counter, help: "Stretches of features that could not be stored.",
        [.init(Double(station.lostFeatures))]),
    ] + verdicts(station.verdictCounts)
  }

  /// What was asked of the programs under `verify`.
  private static func verdicts(_ counts: VerdictCounts) -> [MetricFamily] {
    [
      MetricFamily(
        "vigil_verdicts_total", .counter, help: "What programs said of events, and how often they failed.",
        EventVerdict.Kind.allCases.map {
          .init(Double(counts.said[$0, default: 0]), ["verdict": $0.rawValue])
        }),
      MetricFamily(
        "vigil_waiting_verdicts", .gauge, help: "Events that wait to be judged.",
        [.init(Double(counts.waiting))]),
      MetricFamily(
        "vigil_dropped_verdicts_total", .counter,
        help: "Events that were not judged, since too many waited.", [.init(Double(counts.dropped))]),
    ]
  }

  /// What is counted of each camera.
  static func cameras(_ cameras: [CameraStatus]) -> [MetricFamily] {
    func family(
      _ name: String, _ kind: Kind, _ help: String, _ value: (CameraStatus) -> Double?
    ) -> MetricFamily {
      MetricFamily(
        name, kind, help: help,
        cameras.compactMap { camera in value(camera).map { .init($0, ["camera": camera.name]) } })
    }
    return [
      MetricFamily(
        "vigil_camera_state", .gauge, help: "The state of each camera: 1 for the one that it is in.",
        cameras.flatMap { camera in
          CameraStatus.State.allCases.map { state in
            .init(
              state == camera.state ? 1 : 0,
              ["camera": camera.name, "state": state.rawValue])
          }
        }),
      MetricFamily(
        "vigil_camera_snippets_total", .counter,
        help:
          "Snippets since the camera was begun: scored, of which still ones kept the features before and reduced ones were extracted in part; skipped and dropped ones were not scored.",
        cameras.flatMap { camera in
          [
            ("scored", camera.snippets), ("still", camera.counts.stillSnippets),
            ("reduced", camera.counts.reducedSnippets), ("skipped", camera.counts.skippedSnippets),
            ("dropped", camera.counts.droppedSnippets),
          ].map { .init(Double($1), ["camera": camera.name, "outcome": $0]) }
        }),
      family("vigil_camera_score", .gauge, "The newest score.") { $0.score.map(Double.init) },
      family(
        "vigil_camera_latency_seconds", .gauge,
        "Seconds from the arrival of the last frame of the newest snippet to its score."
      ) { $0.latency },
      family("vigil_camera_events_total", .counter, "Events that have begun.") { Double($0.events) },
      family("vigil_camera_alarms_total", .counter, "Events that became alarms.") { Double($0.alarms) },
      family("vigil_camera_reconnections_total", .counter, "Times that the camera was connected to again.") {
        Double($0.source.reconnections)
      },
      family(
        "vigil_camera_undecodable_frames_total", .counter, "Packets and frames that could not be decoded."
      ) {
        Double($0.source.undecodableFrames)
      },
      family(
        "vigil_camera_late_frames_total", .counter,
        "Frames that were not decoded since decoding was too slow."
      ) {
        Double($0.source.lateFrames)
      },
      family("vigil_camera_ring_bytes", .gauge, "Packets in memory, that wait for an event.") {
        ($0.ring?.bytes).map(Double.init)
      },
      family("vigil_camera_health_problems", .gauge, "Kinds of trouble with the camera's view or connection.")
      {
        Double($0.health.count)
      },
    ]
  }

  /// What this process uses, by the names that are usual.
  static func process() -> [MetricFamily] {
    let usage = ProcessUsage.now()
    var families = [
      MetricFamily(
        "process_cpu_seconds_total", .counter, help: "Processor time in seconds.", [.init(usage.cpuSeconds)])
    ]
    if let bytes = usage.residentBytes {
      families.append(
        MetricFamily("process_resident_memory_bytes", .gauge, help: "Resident memory.", [.init(bytes)]))
    }
    if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
      families.append(
        MetricFamily("process_open_fds", .gauge, help: "Open descriptors.", [.init(Double(open))]))
    }
    if let age = ProcessUsage.age() {
      families.append(
        MetricFamily(
          "process_start_time_seconds", .gauge, help: "When the process was started, in seconds since 1970.",
          [.init(Date.now.timeIntervalSince1970 - age)]))
    }
    return families
  }
}
