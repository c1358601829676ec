import Foundation
import VigilCore
import VigilEvidence
import VigilMedia
public import VigilModels
import VigilRecording
public import VigilStationConfiguration
import VigilStore

/// What a station of a file would meet on this machine: folder, room, clock, limits, models and cameras. Nothing is changed.
public struct StationCheck: Sendable {
  /// One finding.
  public typealias Finding = MachineCheck.Finding

  /// How long a stream is read, in seconds, and how long at most.
  static let (probeSeconds, longestProbe) = (4.0, 12.0)
  /// Descriptors that a station has open anyway, and those of one camera: connections, files, pipes.
  static let (ownDescriptors, cameraDescriptors) = (128, 32)

  private let file: StationFile
  private let outline: StationOutline

  /// Looks for what a file names.
  public init(_ file: StationFile) {
    self.file = file
    outline = StationOutline(file)
  }

  /// Everything, one after the other; cameras are asked at the same time, and at most for some seconds.
  ///
  /// - Parameter report: Told of each finding as soon as it is made.
  /// - Returns: how many findings are not fine.
  public func run(report: (Finding) -> Void) async -> Int {
    var problems = 0
    func tell(_ finding: Finding) {
      if !finding.isFine { problems += 1 }
      report(finding)
    }
    for mistake in outline.mistakes { tell(Finding(title: "file", text: mistake, isFine: false)) }
    if outline.mistakes.isEmpty {
      tell(
        Finding(title: "file", text: NumberText.count(file.cameras.count, "camera") + ", with their models"))
    }
    for finding in place + [clock, descriptors] + [web].compactMap(\.self) { tell(finding) }
    await withTaskGroup(of: Finding.self) { group in
      for camera in file.cameras where camera.isEnabled {
        for (stream, address) in [("source", camera.source), ("detect", camera.detect)] {
          guard let address else { continue }
          group.addTask { await Self.probe(camera, stream, address) }
        }
      }
      for await finding in group { tell(finding) }
    }
    return problems
  }

  // MARK: The machine

  /// The folder and the room in it.
  private var place: [Finding] {
    let folder = URL(filePath: file.station.folder)
    if let disk = MountTable().missingDisk(of: folder) {
      return [
        Finding(title: "folder", text: "\(folder.path) lies on \(disk), which is not mounted", isFine: false)
      ]
    }
    var status = statvfs()
    guard FileManager.default.fileExists(atPath: folder.path) else {
      let parent = folder.deletingLastPathComponent()
      let isFine = access(parent.path, W_OK) == 0
      return [
        Finding(
          title: "folder",
          text: isFine
            ? "\(folder.path) is not there yet; the first start makes it"
            : "\(folder.path) is not there, and cannot be made in \(parent.path) by this user", isFine: isFine
        )
      ]
    }
    guard access(folder.path, W_OK) == 0, statvfs(folder.path, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      return [Finding(title: "folder", text: "\(folder.path) cannot be written: \(reason)", isFine: false)]
    }
    let (free, size) = (
      Int(status.f_bavail) * Int(status.f_frsize), Int(status.f_blocks) * Int(status.f_frsize)
    )
    let room =
      "\(NumberText.fixed(Double(free) / 1e9, decimals: 1)) of \(NumberText.fixed(Double(size) / 1e9, decimals: 1)) GB are free"
    let isRoom = free > file.station.free.value
    return [
      marker(in: folder),
      Finding(
        title: "room",
        text: isRoom ? room : "\(room), less than \(file.station.free.written): nothing would be recorded",
        isFine: isRoom),
    ]
  }

  /// Whether the folder is that of the station's database.
  private func marker(in folder: URL) -> Finding {
    let name = ".vigil-recordings"
    let hasMarker = FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    let isUsed = FileManager.default.fileExists(atPath: folder.appending(path: "station.sqlite").path)
    guard isUsed, !hasMarker else {
      return Finding(title: "folder", text: folder.path + (isUsed ? "" : ", not used yet"))
    }
    return Finding(
      title: "folder", text: "\(folder.path) lacks its marker \(name): is its disk mounted?", isFine: false)
  }

  /// Whether others may reach it; nil where nobody can.
  private var web: Finding? {
    guard let address = file.station.listen.address else { return nil }
    for path in [file.station.certificate, file.station.certificateKey].compactMap(\.self)
    where access(path, R_OK) != 0 {
      let reason = String(cString: strerror(errno))
      return Finding(title: "HTTP", text: "\(path) cannot be read: \(reason)", isFine: false)
    }
    let store = try? StationStore(reading: URL(filePath: file.station.folder))
    defer { try? store?.close() }
    let users = (try? store?.userCount) ?? 0
    guard address.isLoopback || users > 0 else {
      return Finding(
        title: "HTTP",
        text:
          "other machines can reach \(address.text), and the station has no users; add one with vigil users add",
        isFine: false)
    }
    return Finding(title: "HTTP", text: "\(file.station.listen.written), \(NumberText.count(users, "user"))")
  }

  private var clock: Finding {
    let reading = ClockReading.now()
    let text =
      switch reading.isSynchronized {
      case true?:
        "synchronised"
          + (reading.maximumErrorSeconds.map { ", to \(NumberText.trimmed($0, decimals: 3)) s" } ?? "")
      case false?:
        "not synchronised, so times of events may be wrong; run a time service such as systemd-timesyncd"
      case nil: "the system does not tell whether it is synchronised"
      }
    return Finding(
      title: "clock", text: "\(text), \(reading.timeZone)", isFine: reading.isSynchronized != false)
  }

  private var descriptors: Finding {
    var limit = rlimit()
    #if os(Linux)
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    #else
      getrlimit(RLIMIT_NOFILE, &limit)
    #endif
    let needed = Self.ownDescriptors + Self.cameraDescriptors * file.cameras.count
    // A station raises its limit as far as it may.
    let isFine = limit.rlim_max >= rlim_t(needed)
    let count = limit.rlim_max > 1 << 40 ? "any number of" : "\(limit.rlim_max)"
    return Finding(
      title: "descriptors",
      text: "\(count) files may be open"
        + (isFine ? "" : ", where up to \(needed) are needed; raise it by ulimit -Hn or LimitNOFILE="),
      isFine: isFine)
  }

  // MARK: Cameras

  private static func probe(_ camera: CameraSettings, _ stream: String, _ address: CameraAddress) async
    -> Finding
  {
    let title = "camera"
    var probe = CameraProbe()
    (probe.seconds, probe.longest) = (probeSeconds, longestProbe)
    probe.options.silenceLimit = min(camera.silence.value, longestProbe)
    probe.options.transport = RTSPTransport(rawValue: camera.transport.rawValue) ?? .automatic
    probe.options.acceptsUnknownCertificates = camera.acceptsAnyCertificate
    probe.options.credentials = camera.user.map {
      SourceCredentials(user: $0.revealed, password: camera.password?.revealed ?? "")
    }
    do {
      let report = try await probe.report(on: address.text)
      return Finding(
        title: title, text: "\(camera.name), \(stream): \(report.lines.joined(separator: "; "))",
        isFine: report.keyFrames > 0 && (report.fitsMP4 || stream == "detect" || camera.record == .off))
    } catch {
      return Finding(title: title, text: "\(camera.name), \(stream): \(error.explanation)", isFine: false)
    }
  }
}
