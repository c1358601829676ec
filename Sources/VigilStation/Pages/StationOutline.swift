import VigilCore
public import VigilStationConfiguration

/// What a station of a file would watch, for a terminal.
public struct StationOutline: Sendable {
  private let file: StationFile

  /// The outline of a file.
  public init(_ file: StationFile) { self.file = file }

  /// The lines; addresses are without users and passwords, which are keys of their own.
  public var lines: [String] {
    let station = file.station
    var head = [["folder", "\(station.folder), keeps \(station.free.written) free"]]
    head.append(["http", station.listen.isEmpty ? "none" : station.listen + (station.certificate == nil ? "" : " with TLS")])
    let rows = file.cameras.map { camera in
      [
        camera.name, SourceName.withoutCredentials(camera.source), camera.detect.map(SourceName.withoutCredentials) ?? "the same",
        camera.isEnabled ? camera.model : "off", camera.threshold.map { "at \(NumberText.trimmed($0, decimals: 3))" } ?? camera.alarms.written,
        camera.reviews.written, camera.record.rawValue,
        camera.record == .off ? "" : camera.record == .continuous ? camera.keep.written : camera.keepEvents.written,
      ]
    }
    return TextTable.lines(head) + [""]
      + TextTable.lines([["camera", "source", "scored", "model", "alarms", "reviews", "record", "keep"]] + rows)
  }
}
