public import VigilMedia
import VigilStationConfiguration

/// What a camera sends, and its section of a station's file, for a terminal.
public struct ProbePage: Sendable {
  /// The lines; nothing secret is in them.
  public let lines: [String]

  /// Joins both.
  ///
  /// - Parameters:
  ///   - report: What was found.
  ///   - name: The camera's name in the file.
  ///   - address: As the user gave it.
  ///   - transport: How it was connected to.
  ///   - acceptsAnyCertificate: Whether its certificate was not asked for.
  ///   - hasCredentials: Whether user and password were given apart from the address.
  public init(
    _ report: CameraReport, name: String, address: String, transport: RTSPTransport = .automatic,
    acceptsAnyCertificate: Bool = false, hasCredentials: Bool = false
  ) {
    var section = CameraSection(name: name, address: address)
    section.transport = CameraSettings.Transport(rawValue: transport.rawValue) ?? .automatic
    section.acceptsAnyCertificate = acceptsAnyCertificate
    section.needsUser = hasCredentials
    let before = CameraSettings().before.value
    let mebibyte = 1_048_576
    // Nothing is kept of pictures that clips cannot hold.
    if report.fitsMP4 { section.ring = Bytes((report.ringBytes(before: before) / mebibyte + 1) * mebibyte) }
    lines =
      report.lines + ["", "For the station's file, under `cameras:`", ""]
      + section.yaml.split(separator: "\n").map(String.init)
  }
}
