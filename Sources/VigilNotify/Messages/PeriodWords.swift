import Foundation
import VigilCore
import VigilStore

/// The sentences of a summary of a time.
struct PeriodWords {
  private let summary: PeriodSummary
  private let zone: TimeZone
  private let longestName: Int

  init(_ summary: PeriodSummary, zone: TimeZone, longestName: Int) {
    (self.summary, self.zone, self.longestName) = (summary, zone, longestName)
  }

  // MARK: The title

  /// `Week to 2026-11-30 08:00: 2 alarms, 14 reviews; 1 thing needs somebody`.
  var title: String {
    let total = summary.total
    var parts = [NumberText.count(total.alarms, "alarm"), NumberText.count(total.reviews, "review")]
    if total.blindSeconds >= 60 { parts.append("blind for \(Self.length(total.blindSeconds))") }
    if total.lost > 0 { parts.append("\(NumberText.count(total.lost, "snippet")) lost") }
    let count = needs.count
    let rest =
      count == 0 ? "" : "; \(NumberText.count(count, "thing")) \(count == 1 ? "needs" : "need") somebody"
    return "\(span): \(parts.joined(separator: ", "))\(rest)"
  }

  /// The title of a time in which nothing happened.
  var quietTitle: String { "\(span): nothing happened at \(NumberText.count(cameraCount, "camera"))" }

  private var cameraCount: Int { summary.cameras.count + summary.others }

  /// The time in a word or two, and its end.
  private var span: String {
    let days = (seconds / 86_400).rounded()
    let isNear = abs(seconds - days * 86_400) <= 7200
    let word =
      summary.countedSince == summary.start
      ? nil : isNear && days == 7 ? "Week" : isNear && days == 1 ? "Day" : nil
    return "\(word ?? Self.length(seconds)) to \(minute(summary.end))"
  }

  private var seconds: Double { max(0, summary.end.timeIntervalSince(summary.start)) }

  // MARK: What holds for all

  func facts(isQuiet: Bool) -> [String] {
    let total = summary.total
    let whole = seconds * Double(cameraCount)
    let share = whole > 0 ? min(1, total.watch.seconds / whole) : 0
    var facts = ["from \(minute(summary.start)) to \(minute(summary.end))"]
    if let since = summary.countedSince {
      facts[0] +=
        since == summary.start
        ? ", since nothing was counted before" : "; what was watched is counted since \(minute(since)) only"
    }
    if summary.skipped > 0 {
      facts.append(
        "\(NumberText.count(summary.skipped, "summary", "summaries")) before this one \(summary.skipped == 1 ? "was" : "were") not sent, since the station was off"
      )
    }
    facts.append("watched \(Self.percent(share)) of the time")
    if !isQuiet {
      let watch = total.watch
      facts.append(
        "\(NumberText.count(watch.scored, "snippet")) scored, of them \(NumberText.grouped(watch.still)) still and \(NumberText.grouped(watch.reduced)) reduced"
      )
      facts.append(
        total.lost == 0 && watch.lateFrames == 0
          ? "none lost"
          : "lost: \(NumberText.grouped(watch.dropped)) dropped since the networks were busy, \(NumberText.grouped(watch.skipped)) skipped to save time, \(NumberText.count(watch.lateFrames, "late frame"))"
      )
    }
    let messages = summary.messages ?? PeriodSummary.Messages()
    if messages.delayedSeconds >= 60 {
      facts.append("messages did not get through for \(Self.length(messages.delayedSeconds))")
    }
    if messages.waiting + messages.held > 0 {
      facts.append("messages waiting: \(messages.waiting), held back: \(messages.held)")
    }
    if messages.givenUp > 0 {
      facts.append(
        "\(NumberText.count(messages.givenUp, "message")) given up\(messages.isSinceBefore ? " since the summary before" : "")"
      )
    }
    if let disk = summary.disk {
      let oldest = disk.oldest.map { ", the oldest from \(day($0))" } ?? ""
      facts.append(
        "\(Self.bytes(disk.files)) of recordings\(oldest), \(Self.bytes(disk.free)) free on the disk")
    }
    return facts
  }

  // MARK: What needs somebody

  var needs: [String] {
    var needs: [String] = []
    let total = summary.total
    if total.unacknowledged > 0 {
      let of = named { $0.figures.unacknowledged > 0 ? "\($0.figures.unacknowledged)" : nil }
      needs.append("\(NumberText.count(total.unacknowledged, "alarm")) nobody has acknowledged\(of)")
    }
    if summary.cameras.contains(where: { $0.faults.contains("moved") || $0.thresholds?.isStale == true }) {
      let of = named { $0.faults.contains("moved") || $0.thresholds?.isStale == true ? "" : nil }
      needs.append("cameras moved since their thresholds were found; put them back or recalibrate\(of)")
    }
    if summary.cameras.contains(where: { $0.thresholds?.alarmBasis == .provisional }) {
      let of = named { $0.thresholds?.alarmBasis == .provisional ? "" : nil }
      needs.append("alarm thresholds are provisional until there are enough scores\(of)")
    }
    let others = named { camera in
      let faults = camera.faults.filter { $0 != "moved" }
      return faults.isEmpty ? nil : faults.joined(separator: " and ")
    }
    if !others.isEmpty { needs.append("something is wrong now\(others)") }
    if !summary.faults.isEmpty {
      needs.append("something is wrong with the station now: \(summary.faults.joined(separator: ", "))")
    }
    if total.unlabelled > 0 {
      needs.append("\(NumberText.count(total.unlabelled, "event")) without a label")
    }
    return needs
  }

  /// The first cameras of which there is something to say, in a few words.
  private func named(_ words: (PeriodSummary.Camera) -> String?) -> String {
    let all = summary.cameras.compactMap { camera in
      words(camera).map { $0.isEmpty ? shown(camera) : "\(shown(camera)) \($0)" }
    }
    guard !all.isEmpty else { return "" }
    let rest = all.count - Self.mostNamed
    return ": " + all.prefix(Self.mostNamed).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private static let mostNamed = 5

  // MARK: A camera

  func row(_ camera: PeriodSummary.Camera) -> [String] {
    let (figures, watch) = (camera.figures, camera.figures.watch)
    let kinds = figures.blindness.prefix(3).map(\.kind).joined(separator: ", ")
    let blind = figures.blindSeconds < 60 ? "-" : "\(Self.length(figures.blindSeconds)) (\(kinds))"
    let peak = camera.peak.map { "\(MessageText.score($0.score)) on \(minute($0.start))" }
    return [
      shown(camera), Self.length(watch.seconds), blind, "\(figures.alarms)", "\(figures.reviews)",
      "\(figures.real)", "\(figures.falseAlarms)", "\(figures.missed)", "\(figures.unlabelled)",
      NumberText.grouped(watch.scored), NumberText.grouped(watch.still),
      "\(NumberText.grouped(figures.lost))", peak ?? "-", threshold(camera.thresholds),
    ]
  }

  private func threshold(_ thresholds: PeriodSummary.Thresholds?) -> String {
    guard let thresholds else { return "unknown" }
    let basis =
      switch thresholds.alarmBasis {
      case .file: "given"
      case .calibrated: "calibrated"
      case .stale: "stale"
      case .provisional: "provisional"
      }
    return thresholds.alarm.map { "\(MessageText.score($0)) \(basis)" } ?? basis
  }

  private func shown(_ camera: PeriodSummary.Camera) -> String {
    PlainText.line(camera.name, longest: longestName)
  }

  // MARK: Quantities

  private func minute(_ date: Date) -> String { String(MessageText.clock(date, zone).prefix(16)) }

  private func day(_ date: Date) -> String { String(MessageText.clock(date, zone).prefix(10)) }

  /// `12 min`, `3.5 h`, `166 h`.
  static func length(_ seconds: Double) -> String {
    guard seconds >= 3600 else { return "\(Int((max(0, seconds) / 60).rounded())) min" }
    let hours = seconds / 3600
    return NumberText.trimmed(hours, decimals: hours < 99.95 ? 1 : 0) + " h"
  }

  /// Never the whole unless it is.
  private static func percent(_ share: Double) -> String {
    share >= 0.9999 ? "100 %" : "\(NumberText.trimmed((share * 1000).rounded(.down) / 10, decimals: 1)) %"
  }

  private static func bytes(_ bytes: Int64) -> String {
    bytes < 1_000_000_000
      ? "\(bytes / 1_000_000) MB" : "\(NumberText.trimmed(Double(bytes) / 1e9, decimals: 1)) GB"
  }
}

extension PeriodSummary.Thresholds {
  fileprivate var isStale: Bool { alarmBasis == .stale || reviewBasis == .stale }
}
