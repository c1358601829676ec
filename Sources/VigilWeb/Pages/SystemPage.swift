import Foundation
import VigilCore
import VigilPipeline
import VigilStation
import VigilStore

/// How the station itself is: its speed, its memory, its disk, and what each camera costs and loses.
struct SystemPage {
  var cameras: [WatchedCamera]
  /// What happened in the past seven days.
  var week: PeriodSummary
  /// What is counted of the station and its cameras.
  var measured: Measured
  /// What the viewer may know of the machine; nil for those who see only some cameras.
  var machine: Parts?
  /// Whether the viewer may snooze channels.
  var mayChange = false
  var now: Date
  var text = PageText()

  /// The machine and the station as a whole.
  struct Parts {
    /// What keeps the station from its work, a word each.
    var faults: [String]
    /// Nil if the disk does not answer as it should.
    var storage: StorageUse?
    var state: MachineState
    var machine: Machine
    var channels: ShownChannels
  }

  var content: HTML {
    """
    <h1>System</h1>
    \(machine.map(parts))
    \(machine.flatMap { ChannelSection(shown: $0.channels, mayChange: mayChange, text: text).content })
    <section class="card" aria-labelledby="cameras-title">
    <h2 id="cameras-title">Cameras</h2>
    \(cameras.isEmpty ? "<p>No cameras are shown to you.</p>" : table)
    <p class="note">Counts are those since the station began to watch the camera. Still snippets keep the score before, reduced ones were \
    computed in part, and skipped and dropped ones have no score.</p>
    </section>
    \(WeekSection(summary: week, text: text).content)
    <p class="note">As of \(text.element(now)). Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  private func parts(_ parts: Parts) -> HTML {
    """
    \(parts.faults.isEmpty ? nil : "<p class=\"banner shown\">The station does not do all of its work: \(parts.faults.joined(separator: ", ")).</p>")
    <div class="parts">
    \(card("station", "Station", station))
    \(card("disk", "Disk", disk(parts.storage)))
    \(card("machine", "Machine", machine(parts)))
    \(card("web", "Pages", web))
    </div>
    """
  }

  private typealias Facts = [(name: String, value: String?)]

  private func card(_ id: String, _ title: String, _ facts: Facts) -> HTML {
    """
    <section class="card" aria-labelledby="\(id)-title">
    <h2 id="\(id)-title">\(title)</h2>
    <dl class="facts">\(facts.map { "<dt>\($0.name)</dt><dd>\($0.value ?? "unknown")</dd>" })</dl>
    </section>
    """
  }

  private var station: Facts {
    let began = measured["process_start_time_seconds"].map { now.timeIntervalSince1970 - $0 }
    let level = measured["vigil_economy_level"].flatMap { EconomyLevel(rawValue: Int($0)) }
    let share = measured["process_cpu_seconds_total"].flatMap { used in
      began.flatMap { $0 > 0 ? used / $0 : nil }
    }
    return [
      ("Version", VigilVersion.current),
      ("Runs for", began.map(PageText.age)),
      ("Left out for speed", level?.words),
      ("Processor, on average", share.map { NumberText.fixed($0, decimals: 2) + " cores" }),
      ("Memory", measured["process_resident_memory_bytes"].map(PageText.bytes)),
      ("Open files", measured["process_open_fds"].map { "\(Int($0))" }),
      ("Scores that could not be stored", count("vigil_lost_scores_total")),
    ]
  }

  private func disk(_ storage: StorageUse?) -> Facts {
    func bytes(_ value: Int64?) -> String? { value.map { PageText.bytes(Double($0)) } }
    let free = storage.map { PageText.bytes(Double($0.free)) + " of " + PageText.bytes(Double($0.disk)) }
    return [
      ("Free", free), ("Recordings", bytes(storage?.files)), ("Database", bytes(storage?.database)),
    ]
  }

  private func machine(_ parts: Parts) -> Facts {
    let (machine, state) = (parts.machine, parts.state)
    return [
      ("Processor", machine.processor), ("Cores", "\(machine.cores), \(machine.architecture)"),
      ("Memory", PageText.bytes(Double(machine.memoryBytes))),
      ("Highest temperature", state.hottest.map { NumberText.fixed($0, decimals: 0) + " °C" }),
      ("Clock", state.clock.map { NumberText.fixed($0, decimals: 0) + " MHz" }),
    ] + (state.powerMode.map { [("Power mode", $0)] } ?? [])
      + (state.throttling.isEmpty ? [] : [("Throttled", state.throttling.joined(separator: ", "))])
  }

  private var web: Facts {
    [
      ("Connections", count("vigil_http_connections")), ("Streams of updates", count("vigil_http_streams")),
      ("Files that are sent", count("vigil_http_downloads")),
      ("Updates that clients missed", count("vigil_http_dropped_updates_total")),
    ]
  }

  private func count(_ name: String) -> String? { measured[name].map { "\(Int($0))" } }

  private var table: HTML {
    """
    <div class="scroll" tabindex="0" role="region" aria-labelledby="cameras-title">
    <table>
    <thead><tr><th scope="col">Camera</th><th scope="col">State</th>\
    \(Self.columns.map { "<th scope=\"col\" class=\"number\">\($0.title)</th>" })</tr></thead>
    <tbody>
    \(cameras.map(row))
    </tbody>
    </table>
    </div>
    """
  }

  /// A column: the metric, the outcome of snippets where it is one of several, and how it is written.
  private static let columns: [(title: String, metric: String, outcome: String?)] = [
    ("Latency", "vigil_camera_latency_seconds", nil),
    ("Scored", "vigil_camera_snippets_total", "scored"),
    ("Still", "vigil_camera_snippets_total", "still"),
    ("Reduced", "vigil_camera_snippets_total", "reduced"),
    ("Skipped", "vigil_camera_snippets_total", "skipped"),
    ("Dropped", "vigil_camera_snippets_total", "dropped"),
    ("Late frames", "vigil_camera_late_frames_total", nil),
    ("Undecodable", "vigil_camera_undecodable_frames_total", nil),
    ("Reconnections", "vigil_camera_reconnections_total", nil),
    ("Packets in memory", "vigil_camera_ring_bytes", nil),
  ]

  private func row(_ camera: WatchedCamera) -> HTML {
    let cells: [HTML] = Self.columns.map { column in
      var labels = ["camera": camera.name]
      labels["outcome"] = column.outcome
      let value = measured[column.metric, labels]
      let text: String? =
        if column.metric.hasSuffix("_seconds") {
          value.map { NumberText.fixed($0, decimals: 2) + " s" }
        } else if column.metric.hasSuffix("_bytes") {
          value.map(PageText.bytes)
        } else {
          value.map { "\(Int($0))" }
        }
      return "<td class=\"number\">\(text ?? "–")</td>"
    }
    return """
      <tr><th scope="row"><a href="\(CameraPage.address(camera.name))"><bdi>\(camera.name)</bdi></a></th>\
      <td>\(camera.state.rawValue)</td>\(cells)</tr>
      """
  }
}
