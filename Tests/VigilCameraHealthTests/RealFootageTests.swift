import Foundation
import Testing
import VigilCameraHealth
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite(.enabled(if: SharedData.isPresent)) struct `A view of real footage` {
  struct Reading: Sendable {
    var name: String
    var pictures: [(picture: ViewPicture, time: Double)] = []
  }

  static func videos() throws -> [URL] {
    let folder = SharedData.url("data")
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.allObjects as? [URL] ?? []).filter { VideoName.isVideo($0.lastPathComponent) }
      // That one is cut, and begins and ends with titles.
      .filter { $0.lastPathComponent != "Explosion001_x264.mp4" }
      .sorted { $0.path < $1.path }
  }

  static func reading(_ url: URL) async throws -> Reading {
    var reading = Reading(name: url.lastPathComponent)
    for try await element in try MediaSource(url.path) {
      guard case .frame(let frame) = element else { continue }
      reading.pictures.append((ViewPicture(frame), frame.time))
    }
    return reading
  }

  /// Jumps of exposure there are: that camera closes its iris when a white car comes near, by half, in less than a second.
  private static func isTrue(_ change: ViewChange, of name: String) -> Bool {
    name == "intel_car-detection.mp4" && change.kind == .exposure
  }

  @Test func `nothing is said of fights, thefts, traffic and crowds`() async throws {
    var seconds = (played: 0.0, fast: 0.0, turning: 0.0)
    var said: [String] = []
    let videos = try Self.videos()
    try #require(videos.count > 300)
    for (number, video) in videos.enumerated() {
      let reading = try await Self.reading(video)
      let name = reading.name
      func watch(_ how: String, _ pictures: some Sequence<(ViewPicture, Double)>) {
        var monitor = ViewMonitor()
        for (picture, time) in pictures {
          for change in monitor.note(picture, at: time) where !Self.isTrue(change, of: name) {
            said.append("\(how) \(name) \(change.time) \(change.kind) \(change.phase): \(change.message)")
          }
        }
      }
      // As a station sees it.
      watch("played", reading.pictures.map { ($0.picture, $0.time) })
      seconds.played += reading.pictures.last?.time ?? 0
      // Every frame, half a second apart: everything moves up to fifteen times as fast.
      watch("fast", reading.pictures.enumerated().map { ($1.picture, Double($0) / 2) })
      seconds.fast += Double(reading.pictures.count) / 2
      // Forwards and backwards, every sixth frame, for three minutes: a scene that never rests.
      let some = stride(from: 0, to: reading.pictures.count, by: 6).map { reading.pictures[$0].picture }
      guard some.count > 2, number % 4 == 0 || video.path.contains("data/videos") else { continue }
      let round = some + some.dropFirst().dropLast().reversed()
      watch("turning", (0..<360).map { (round[$0 % round.count], Double($0) / 2) })
      seconds.turning += 180
    }
    print(
      "camera-hours: \(seconds.played / 3600) played, \(seconds.fast / 3600) fast, \(seconds.turning / 3600) turning"
    )
    #expect(said == [], "\(said.joined(separator: "\n"))")
  }
}
