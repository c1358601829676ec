import VigilCore
import VigilModels
public import VigilStationConfiguration

/// What a station of a file would watch, for a terminal, and what speaks against it.
public struct StationOutline: Sendable {
  private let file: StationFile
  /// What cannot be watched: mistakes in single cameras, models that are missing; a line each.
  public let mistakes: [String]
  /// What can be watched, but perhaps not as meant; a line each.
  public let warnings: [String]

  /// Looks at a file, and for the models that it names.
  public init(_ file: StationFile) {
    self.file = file
    var mistakes = file.cameraMistakes.map(\.message)
    var warnings: [String] = []
    let station = file.station
    if let address = station.listen.address, !address.isLoopback, station.certificate == nil,
      station.proxies.isEmpty
    {
      warnings.append(
        "other machines reach \(address.text) without encryption, passwords too; give a certificate, or put a proxy before it"
      )
    }
    for channel in file.notify where channel.revealsPassword {
      let remedy = channel.kind == .mail ? "leave encryption out" : "write mqtts://"
      warnings.append(
        "channel \"\(channel.name)\": its password goes over the network without encryption; \(remedy)")
    }
    for channel in file.notify {
      if let obstacle = channel.command?.obstacle {
        mistakes.append("channel \"\(channel.name)\": \(obstacle)")
      }
    }
    for camera in file.cameras where camera.isEnabled {
      let name = "camera \"\(camera.name)\""
      do {
        let selection = try camera.selection()
        if !selection.isTrained {
          warnings.append(
            "\(name): the weights of \(camera.model.written) are not trained, so scores mean nothing")
        }
      } catch { mistakes.append("\(name): \(error.explanation)") }
      if let obstacle = camera.verify?.obstacle { mistakes.append("\(name): verify: \(obstacle)") }
      if camera.detect == nil {
        warnings.append(
          "\(name): its main stream is decoded; if it has a smaller one, name it by the key detect")
      }
      if !camera.privacy.isEmpty {
        warnings.append(
          "\(name): nothing is recorded, since parts of its picture are private; its events have pictures and no clips"
        )
      } else if camera.record == .off {
        warnings.append("\(name): nothing is recorded, so its events have no clips")
      }
    }
    (self.mistakes, self.warnings) = (mistakes, warnings)
  }

  /// The lines; addresses are without what may be secret.
  public var lines: [String] {
    let station = file.station
    let head = [
      ["folder", station.folder],
      [
        "room",
        "\(station.free.written) stay free"
          + (station.most.map { ", at most \($0.written) are taken" } ?? ""),
      ],
      ["HTTP", station.listen.address == nil ? "off" : Self.address(station)],
    ]
    let channels = file.notify.map { channel in
      [
        "tells",
        "\(channel.name), \(channel.command.map { "by \($0.program)" } ?? "at \(channel.url?.description ?? "")")"
          + (channel.summary.map { ", a summary \($0.written)" } ?? ""),
      ]
    }
    let rows = file.cameras.map { camera in
      [
        camera.name, camera.source.description, camera.detect?.description ?? "the same",
        camera.isEnabled ? camera.model.written : "off",
        camera.threshold.map { "at \(NumberText.trimmed($0, decimals: 3))" } ?? camera.alarms.written,
        camera.reviewThreshold.map { "at \(NumberText.trimmed($0, decimals: 3))" } ?? camera.reviews.written,
        camera.privacy.isEmpty ? camera.record.rawValue : "off",
        camera.record == .continuous ? camera.keep.written : camera.keepEvents.written,
      ]
    }
    return TextTable.lines(head + channels) + [""]
      + TextTable.lines(
        [["camera", "source", "scored", "model", "alarms", "reviews", "record", "keep"]] + rows)
  }

  private static func address(_ station: StationSettings) -> String {
    let written = station.listen.written.filter { $0 != "\"" }
    return (station.certificate == nil ? "http://" : "https://") + written
  }
}
