public import Foundation
import VigilEvaluation

/// The log of an external meter that ran during the benchmark: a table with the columns `time` and `watts`.
///
/// Times are seconds since 1970 or ISO 8601 (`2026-03-01T12:00:00.250Z`), in any order. An unterminated last line is
/// left out, as the meter may be in the middle of it.
public struct MeterLog: Sendable {
  private struct Sample {
    var time: Double
    var watts: Double
  }

  /// The maximum size of a log in bytes: a day at ten readings a second.
  private static let largest = 64 << 20

  private let name: String
  private let samples: [Sample]
  /// The times of invalid readings.
  private let leftOut: [Double]

  /// The time of the last reading, in seconds since 1970; nil without any.
  public var end: Double? { samples.last?.time }

  /// Reads a log.
  ///
  /// - Throws: `badFile` if it cannot be read, lacks a column or has an invalid time.
  public init(reading file: URL) throws(BenchmarkError) {
    let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize
    guard let size, size <= Self.largest, let data = try? Data(contentsOf: file) else {
      throw BenchmarkError(
        .badFile,
        "cannot read the meter's log \(file.path); it must be a file of at most \(Self.largest >> 20) MiB")
    }
    try self.init(String(decoding: data, as: UTF8.self), name: file.lastPathComponent)
  }

  /// Reads the text of a log.
  package init(_ text: String, name: String) throws(BenchmarkError) {
    let table: CSVTable
    do {
      let end = text.lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex
      table = try CSVTable(String(text[..<end]), name: name)
    } catch {
      throw BenchmarkError(.badFile, error.message)
    }
    guard let time = table.column("time"), let watts = table.column("watts") else {
      throw BenchmarkError(
        .badFile, "\(name) needs the columns time and watts; it has \(table.columns.joined(separator: ", "))")
    }
    var samples: [Sample] = []
    var leftOut: [Double] = []
    for (row, fields) in table.rows.enumerated() {
      guard let moment = Self.moment(fields[time]) else {
        throw BenchmarkError(
          .badFile,
          "row \(row + 1) of \(name): time is '\(fields[time])', neither seconds since 1970 nor ISO 8601")
      }
      guard let power = Double(fields[watts]), (0...EnergyTally.mostWatts).contains(power) else {
        leftOut.append(moment)
        continue
      }
      samples.append(Sample(time: moment, watts: power))
    }
    self.name = name
    self.samples = samples.sorted { $0.time < $1.time }
    self.leftOut = leftOut
  }

  /// The energy of a period, both ends in seconds since 1970.
  ///
  /// - Throws: `notAvailable` if the log does not cover it, or has a gap in it that is longer than the period.
  public func energy(from start: Double, to end: Double) throws(BenchmarkError) -> EnergyTally.Total {
    let before = samples.lastIndex { $0.time <= start }
    let after = samples.firstIndex { $0.time >= end }
    guard end > start, let before, let after, before < after else {
      throw BenchmarkError(
        .notAvailable,
        "\(name) has no readings around every measurement; start the meter before the benchmark and stop it after"
      )
    }
    var joules = 0.0
    for (left, right) in zip(samples[before..<after], samples[(before + 1)...after])
    where right.time > left.time {
      guard right.time - left.time <= end - start else {
        throw BenchmarkError(
          .notAvailable,
          "\(name) has no reading for \(Figure.text(right.time - left.time)) s around a measurement of "
            + "\(Figure.text(end - start)) s; measure longer (--seconds), or let the meter log more often")
      }
      let from = max(left.time, start)
      let to = min(right.time, end)
      let slope = (right.watts - left.watts) / (right.time - left.time)
      let middle = left.watts + slope * ((from + to) / 2 - left.time)
      joules += middle * max(0, to - from)
    }
    return EnergyTally.Total(
      joules: joules, seconds: end - start, readings: after - before + 1,
      leftOut: leftOut.count { (start...end).contains($0) })
  }

  private static func moment(_ text: String) -> Double? {
    if let seconds = Double(text) { return seconds.isFinite ? seconds : nil }
    let styles = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()]
    return styles.lazy.compactMap { try? $0.parse(text) }.first?.timeIntervalSince1970
  }
}
