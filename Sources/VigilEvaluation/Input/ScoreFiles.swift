public import Foundation
public import VigilCore

/// Score files as `vigil detect --output` writes them, read as one watch of one camera.
public struct ScoreFiles: Hashable, Sendable {
  /// The files, `scores.csv` or `scores.json`, in order of time.
  public let files: [URL]
  /// Whether all have wall-clock times, as the scores of a live source do.
  public let haveDates: Bool

  /// Where files without wall-clock times are put.
  private static let origin = Date(timeIntervalSince1970: 0)

  /// Finds score files.
  ///
  /// - Parameter paths: Files, and folders of results of any depth; of a folder with both files the CSV is read.
  /// - Throws: `badFile` if there is none, or one has no score; `CoreError` if one cannot be read.
  public init(_ paths: [String]) throws {
    var found: [URL] = []
    for path in paths { found += try Self.files(path) }
    var firsts: [(file: URL, date: Date?)] = []
    for file in Set(found).sorted(by: { $0.path < $1.path }) {
      var rows = try ScoreFileRows(file)
      // A part of a camera's results may have no snippet in it.
      guard let row = try rows.next() else { continue }
      firsts.append((file, row.date))
    }
    guard !firsts.isEmpty else {
      throw EvaluationError(
        .badFile, "no score in \(paths.joined(separator: ", ")); run vigil detect --output first")
    }
    haveDates = firsts.allSatisfy { $0.date != nil }
    files =
      haveDates
      ? firsts.sorted { ($0.date ?? Self.origin) < ($1.date ?? Self.origin) }.map(\.file) : firsts.map(\.file)
  }

  /// Adds all scores, row by row; a file is never in memory as a whole.
  ///
  /// A stop that is requested ends the reading. Files without wall-clock times follow each other with a gap. Hours of the day mean nothing then.
  public func add(to calibration: inout ScoreCalibration, stop: StopRequest) throws {
    var end = Self.origin
    for file in files {
      var rows = try ScoreFileRows(file)
      let start = end + 600
      while let row = try rows.next() {
        guard !stop.isRequested else { return }
        let date = haveDates ? row.date : start + row.start
        guard let date, let score = row.score else { continue }
        calibration.add(start: date, duration: row.duration, score: score)
        end = max(end, date + row.duration)
      }
    }
  }

  private static func files(_ path: String) throws -> [URL] {
    let place = URL(filePath: path).standardizedFileURL
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
      throw EvaluationError(.badFile, "there is no \(path)")
    }
    guard isFolder.boolValue else { return [place] }
    let all =
      FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    let tables = all.filter { $0.lastPathComponent == "scores.csv" }
    let folders = Set(tables.map { $0.deletingLastPathComponent().path })
    return tables
      + all.filter {
        $0.lastPathComponent == "scores.json" && !folders.contains($0.deletingLastPathComponent().path)
      }
  }
}
