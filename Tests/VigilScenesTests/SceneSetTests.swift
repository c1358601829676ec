import Foundation
import Testing
import VigilCore
import VigilScenes
import VigilTestSupport

@Suite struct `A set of scenes` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static func set(
    _ count: Int, seed: UInt64 = 1, anomalies: [Anomaly] = [.fall, .explosion],
    change: (inout SceneDescription) -> Void = { _ in }
  ) -> SceneSet {
    var scene = SceneDescription(seed: 0)
    (scene.duration, scene.start, scene.length) = (12, 4, 5)
    change(&scene)
    return SceneSet(SceneSet.Settings(seed: seed, count: count, anomalies: anomalies, scene: scene))
  }

  func settings(_ set: SceneSet) -> SceneSettings { SceneSettings(set, quality: 26, bitRate: nil) }

  /// Files in place of videos.
  func fill(_ set: SceneSet, _ stop: StopRequest = StopRequest()) async throws -> SceneSet.Outcome {
    try await set.fill(folder.url, settings(set), stop: stop) { item, number, file in
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("\(number) \(item.description.seed)".utf8).write(to: file)
      return true
    }
  }

  func manifest() throws -> [Substring] {
    try String(contentsOf: folder.appending("manifest.csv"), encoding: .utf8).split(separator: "\n")
  }

  @Test func `takes turns, by the seed alone, and a larger one begins with the same scenes`() {
    let items = Self.set(6).items
    #expect(
      items.map(\.name) == [
        "normal/scene-00001.mp4", "abnormal/scene-00002-fall.mp4", "normal/scene-00003.mp4",
        "abnormal/scene-00004-explosion.mp4", "normal/scene-00005.mp4", "abnormal/scene-00006-fall.mp4",
      ])
    #expect(Array(Self.set(60).items[..<6]) == items)
    #expect(items[0].description.start == nil && items[1].description.start == 4)
    #expect(Self.set(6, seed: 2).items.map(\.description) != items.map(\.description))
    let many = Self.set(200).items
    #expect(Set(many.map(\.description.seed)).count == 200)
    #expect(Set(many.map(\.description.weather)) == Set(Weather.allCases))
    #expect(Self.set(4, anomalies: []).items.allSatisfy { $0.description.anomaly == nil })
  }

  @Test func `keeps light and weather that are given`() {
    var settings = Self.set(20).settings
    (settings.light, settings.scene.light) = (.night, .night)
    (settings.weather, settings.scene.weather) = (.fog, .fog)
    #expect(
      SceneSet(settings).items.allSatisfy { $0.description.light == .night && $0.description.weather == .fog }
    )
  }

  @Test func `says once what cannot be rendered`() {
    #expect(Self.set(2).settings.complaints == [])
    let odd = Self.set(2) { $0.width = 161 }.settings.complaints
    #expect(odd.count == 1 && odd[0].contains("even numbers"), "\(odd)")
    let late = Self.set(2) { $0.start = 90 }.settings.complaints
    #expect(late.contains { $0.contains("must begin between") }, "\(late)")
  }

  @Test func `fills a folder and resumes where scenes are missing`() async throws {
    #expect(try await fill(Self.set(4)) == SceneSet.Outcome(rendered: 4, before: 0, left: 0))
    let lines = try manifest()
    #expect(lines.count == 5 && lines[0] == "video,label,frames,intervals")
    #expect(lines[1] == "normal/scene-00001.mp4,normal,300,")
    #expect(lines[2] == "abnormal/scene-00002-fall.mp4,fall,300,100-225")
    try FileManager.default.removeItem(at: folder.appending("normal/scene-00003.mp4"))
    #expect(try await fill(Self.set(4)) == SceneSet.Outcome(rendered: 1, before: 3, left: 0))
    #expect(try manifest() == lines)
    #expect(try await fill(Self.set(6)) == SceneSet.Outcome(rendered: 2, before: 4, left: 0))
  }

  @Test func `leaves out what was not rendered when it is ended`() async throws {
    let (set, stop) = (Self.set(5), StopRequest())
    let outcome = try await set.fill(folder.url, settings(set), stop: stop) { _, number, file in
      if number == 2 {
        stop.request()
        return false
      }
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
      return true
    }
    #expect(outcome == SceneSet.Outcome(rendered: 1, before: 0, left: 4))
    #expect(try manifest().count == 2)
  }

  @Test func `refuses folders that were filled otherwise`() async throws {
    _ = try await fill(Self.set(2))
    let other = await #expect(throws: CoreError.self) { try await fill(Self.set(2) { $0.noise = 3 }) }
    #expect(other?.message.contains("other options") == true)
    try Data("{".utf8).write(to: folder.appending(SceneSettings.fileName))
    let damaged = await #expect(throws: CoreError.self) { try await fill(Self.set(2)) }
    #expect(damaged?.message.contains("is damaged") == true)
    try FileManager.default.removeItem(at: folder.appending(SceneSettings.fileName))
    let foreign = await #expect(throws: CoreError.self) { try await fill(Self.set(2)) }
    #expect(foreign?.message.contains("is not empty") == true)
  }

  @Test func `quotes the name of a video that needs it`() throws {
    let file = folder.appending("x.csv")
    try SceneAnnotation.write(
      [SceneAnnotation(video: "a, \"b\".mp4", Self.set(1).items[0].description)], to: file)
    #expect(
      try String(contentsOf: file, encoding: .utf8)
        == "video,label,frames,intervals\n\"a, \"\"b\"\".mp4\",normal,300,\n")
  }
}
