import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTestSupport

private let settings = ModelSettings(
  name: "test", preprocessing: Preprocessing(.rtfm, crops: .one), threshold: 0.6, calibration: ["scale": 1.5],
  createdBy: "vigil test"
)

@Suite struct `A model folder` {
  let folder: TemporaryFolder
  let place: URL

  init() throws {
    folder = try TemporaryFolder()
    place = folder.appending("model.vigil")
  }

  @discardableResult
  private func write(features: Int = 64, replace: Bool = false) throws -> ModelFolder {
    let detector = try RTFM(features: features)
    var writer = try ModelFolderWriter(place, replace: replace)
    try writer.add(.rtfm(detector), .deterministic(for: detector.graph()))
    return try writer.finish(settings)
  }

  /// Changes the manifest on disk as another program might.
  private func edit(_ change: (inout [String: Any]) -> Void) throws {
    let file = place.appending(path: "manifest.json")
    var json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    change(&json)
    try JSONSerialization.data(withJSONObject: json).write(to: file)
  }

  private func editNetwork(_ key: String, _ value: Any) throws {
    try edit { json in
      guard var networks = json["networks"] as? [[String: Any]] else { return }
      networks[0][key] = value
      json["networks"] = networks
    }
  }

  @Test func `reads back what was written`() throws {
    let written = try write()
    let model = try ModelFolder(reading: place)
    #expect(model.manifest == written.manifest)
    #expect(model.manifest.settings == settings)
    #expect(model.manifest[.extractor] == nil)
    #expect(try model.detector().weights == .deterministic(for: RTFM(features: 64).graph()))
    #expect(
      throws: NetworksError(
        .noSuchNetwork,
        "model.vigil has no extractor; import both checkpoints together, or choose another model")
    ) {
      try model.extractor()
    }
  }

  @Test func `keeps how its detector was trained, and says so`() throws {
    let training = TrainingProvenance(
      recipe: "rtfm", steps: 1250, totalSteps: 15_000, seed: 7, settings: ["learning_rate": 0.001],
      normalVideos: 800, abnormalVideos: 810, heldOutVideos: 322, videos: "f00d", features: "rtfm/10, i3d",
      measures: ["video_auc": 0.91, "broken": .nan], programs: ["vigil 0.1.0"])
    let detector = try RTFM(features: 64)
    var writer = try ModelFolderWriter(place)
    try writer.add(.rtfm(detector), .deterministic(for: detector.graph()), training: training)
    _ = try writer.finish(settings)
    let manifest = try ModelFolder(reading: place).manifest
    #expect(manifest[.detector]?.training == training)
    #expect(manifest[.detector]?.training?.measures == ["video_auc": 0.91])
    #expect(
      manifest.lines.contains(
        "detector trained here: recipe rtfm, step 1250 of 15000, seed 7, 800 normal and 810 abnormal videos, 322 held out, "
          + "video_auc 0.91"))
  }

  @Test func `has a manifest that people can read`() throws {
    try write()
    let text = try String(contentsOf: place.appending(path: "manifest.json"), encoding: .utf8)
    for line in [
      "\"architecture\" : \"rtfm\"", "\"features\" : 64", "\"role\" : \"detector\"", "\"threshold\" : 0.6",
    ] {
      #expect(text.contains(line), "\(line)")
    }
  }

  @Test func `has defaults for what older or smaller manifests leave out`() throws {
    try write()
    try edit { json in
      for key in ["threshold", "precision", "calibration", "licence"] { json[key] = nil }
    }
    let settings = try ModelFolder(reading: place).manifest.settings
    #expect(settings.threshold == 0.7 && settings.precision == .fp32)
    #expect(settings.licence == nil && settings.calibration == nil)
  }

  @Test func `replaces only a model, and only when told to`() throws {
    try write()
    #expect(throws: NetworksError.self) { try write(features: 128) }
    #expect(try ModelFolder(reading: place).manifest[.detector]?.architecture == .rtfm(RTFM(features: 64)))
    try write(features: 128, replace: true)
    #expect(try ModelFolder(reading: place).manifest[.detector]?.architecture == .rtfm(RTFM(features: 128)))
    #expect(try folder.names() == ["model.vigil"])

    try FileManager.default.removeItem(at: place.appending(path: "manifest.json"))
    let error = #expect(throws: NetworksError.self) { try write(replace: true) }
    #expect(error?.message.contains("is not a model folder and will not be replaced") == true)
    #expect(try folder.names() == ["model.vigil"])
    #expect(throws: NetworksError.self) { _ = try ModelFolderWriter(folder.appending("model")) }
  }

  @Test func `refuses weights that were changed, with both hashes named`() throws {
    try write()
    let model = try ModelFolder(reading: place)
    let expected = try #require(model.manifest[.detector]?.sha256)
    let handle = try FileHandle(forUpdating: place.appending(path: "detector.safetensors"))
    try handle.seekToEnd()
    try handle.seek(toOffset: handle.offset() - 1)
    try handle.write(contentsOf: Data([0xFF]))
    try handle.close()
    let error = #expect(throws: NetworksError.self) { try model.detector() }
    #expect(error?.code == .hashMismatch)
    let hashes = error?.message.matches(of: /[0-9a-f]{64}/).map { String($0.output) } ?? []
    #expect(hashes.count == 2 && hashes[1] == expected && hashes[0] != expected)
  }

  @Test(arguments: [
    "../detector.safetensors", "/etc/passwd", "a/b", "", ".", "..", ".hidden", "a\\b", "a\0b", "c:x",
  ])
  func `refuses a file outside of itself`(name: String) throws {
    try write()
    try editNetwork("file", name)
    let error = #expect(throws: NetworksError.self) { try ModelFolder(reading: place) }
    #expect(error?.code == .badManifest)
    #expect(error?.message.contains("is not the name of a file in the folder") == true)
  }

  @Test func `says which part of its manifest is wrong`() throws {
    func message(_ key: String, _ value: Any) throws -> String {
      try write(replace: true)
      try editNetwork(key, value)
      return #expect(throws: NetworksError.self) { try ModelFolder(reading: place) }?.message ?? ""
    }
    #expect(try message("architecture", "c3d").contains("there is no architecture called c3d"))
    #expect(try message("features", 12).contains("multiple of 8"))
    #expect(try message("parameters", 1).contains("not 1"))
    #expect(try message("sha256", "abc").contains("not 64 lower-case hexadecimal digits"))
    #expect(try message("role", "extractor").contains("role of extractor"))
    #expect(try message("file", 7).contains("networks.0.file"))
  }

  @Test func `keeps when all crops are extracted`() throws {
    var changed = try write().manifest.settings
    #expect(changed.cascade == nil)
    changed.cascade = CascadeSettings(
      bound: 0.25, preprocessing: Preprocessing(.rtfm, crops: .ten), extractor: nil, threshold: 0.6,
      hysteresis: 0.1, window: 32,
      mode: .offline, footageSnippets: 7)
    _ = try ModelFolder(reading: place).changing(changed)
    #expect(try ModelFolder(reading: place).manifest.settings == changed)
    try edit { json in
      guard var cascade = json["cascade"] as? [String: Any] else { return }
      cascade["mode"] = nil
      cascade["recipe"] = cascade.removeValue(forKey: "preprocessing")
      #expect(cascade["recipe"] as? String == "rtfm/10")
      json["cascade"] = cascade
    }
    let older = try ModelFolder(reading: place).manifest.settings.cascade
    #expect(older?.mode == nil && older?.bound == 0.25)
    #expect(older?.preprocessing == Preprocessing(.rtfm, crops: .ten))
    try edit { json in
      guard var cascade = json["cascade"] as? [String: Any] else { return }
      cascade["bound"] = 1.5
      json["cascade"] = cascade
    }
    let error = #expect(throws: NetworksError.self) { try ModelFolder(reading: place) }
    #expect(error?.message.contains("bound of the cascade") == true)
  }

  @Test func `refuses settings out of range, reading and writing`() throws {
    for (key, value) in [
      ("crops", 0 as Any), ("threshold", 1.5), ("format", 2), ("networks", [Any]()), ("preset", 1),
    ] {
      try write(replace: true)
      try edit { $0[key] = value }
      let error = #expect(throws: NetworksError.self) { try ModelFolder(reading: place) }
      #expect(
        error?.code == .badManifest && error?.message.contains(key == "networks" ? "no network" : key) == true
      )
    }
    var bad = settings
    bad.threshold = .nan
    let detector = try RTFM(features: 64)
    let error = #expect(throws: NetworksError.self) {
      var writer = try ModelFolderWriter(folder.appending("other.vigil"))
      try writer.add(.rtfm(detector), .deterministic(for: detector.graph()))
      return try writer.finish(bad)
    }
    #expect(error?.code == .badManifest)
    #expect(try folder.names() == ["model.vigil"])
  }

  @Test func `refuses two networks for one role, and text that is not JSON`() throws {
    try write()
    try edit { json in
      if let networks = json["networks"] as? [Any] { json["networks"] = networks + networks }
    }
    let twice = #expect(throws: NetworksError.self) { try ModelFolder(reading: place) }
    #expect(twice?.message.contains("two networks for one role") == true)
    try Data("{".utf8).write(to: place.appending(path: "manifest.json"))
    let broken = #expect(throws: NetworksError.self) { try ModelFolder(reading: place) }
    #expect(broken?.message.contains("it is not JSON") == true)
    try FileManager.default.removeItem(at: place.appending(path: "manifest.json"))
    mkfifo(place.appending(path: "manifest.json").path, 0o600)
    let pipe = #expect(throws: NetworksError.self) { try ModelFolder(reading: place) }
    #expect(pipe?.message.contains("is not a regular file") == true)
    let absent = #expect(throws: NetworksError.self) {
      try ModelFolder(reading: folder.appending("none.vigil"))
    }
    #expect(absent?.code == .cannotRead)
  }
}
