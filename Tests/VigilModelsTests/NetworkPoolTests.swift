import Foundation
import Testing
import VigilCore
import VigilInference
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing

@Suite(.timeLimit(.minutes(15))) struct `A pool of networks` {
  let loads = FancyEngine.Loads()

  /// The networks of a camera.
  func camera(
    _ preset: Preset, _ crops: CropCount, in pool: NetworkPool, loads: FancyEngine.Loads? = nil,
    threads: Int = 2
  ) throws -> LoadedNetworks {
    try LoadedNetworks(
      ModelSelection(named: [TestWeights.narrow.rawValue], preset: preset, crops: crops),
      configuration: EngineConfiguration(
        engine: FancyEngine.registration(loads ?? self.loads), device: .cuda, threads: threads, cache: nil),
      pool: pool)
  }

  func settings(_ mode: DetectionMode = .online, cascadeBound: Float? = nil) -> DetectionSettings {
    DetectionSettings(mode: mode, rules: EventRules(), cascadeBound: cascadeBound)
  }

  @Test func `loads detectors before the extractor, and tells of each`() async throws {
    var told: [String] = []
    _ = try await camera(.rtfm, .ten, in: NetworkPool()).detection(
      DetectionSettings(mode: .offline, comparesModes: true, rules: EventRules())
    ) { name, _ in told.append(name) }
    #expect(loads.inputs == ["features", "features", "snippet"])
    #expect(told == ["detector", "detector, offline", "extractor"])
  }

  @Test func `gives unlike cameras one copy of the weights`() async throws {
    let pool = NetworkPool(concurrentItems: 8)
    var watching: [DetectionNetworks] = []
    for (preset, crops, bound) in [
      (Preset.rtfm, CropCount.ten, nil), (.rtfm, .one, nil), (.paper, .five, nil), (.rtfm, .ten, Float(0.3)),
    ] {
      watching.append(try await camera(preset, crops, in: pool).detection(settings(cascadeBound: bound)))
      #expect(watching.last?.extractor.preprocessing == Preprocessing(preset, crops: crops))
    }
    #expect(loads.inputs == ["features", "snippet"] && pool.count == 2)
    #expect(loads.all.map(\.concurrentItems) == [1, 8])
    // Whole frames are another network, and so are other threads.
    watching.append(try await camera(.whole, .five, in: pool).detection(settings()))
    watching.append(try await camera(.whole, .five, in: pool).detection(settings()))
    #expect(pool.count == 3 && loads.inputs.count == 2, "it waits for the size of the first frame")
    watching.append(try await camera(.rtfm, .one, in: pool, threads: 1).detection(settings()))
    #expect(pool.count == 5)
  }

  @Test func `loads as the first run asks if it is told of no number of inputs`() async throws {
    let pool = NetworkPool()
    var watching = [try await camera(.rtfm, .ten, in: pool).extractor()]
    watching.append(try await camera(.rtfm, .ten, in: pool).extractor())
    #expect(loads.all.map(\.concurrentItems) == [10])
    watching.append(try await camera(.rtfm, .ten, in: pool).extractor(concurrentItems: 1))
    watching.append(try await camera(.rtfm, .one, in: pool).extractor())
    #expect(loads.all.map(\.concurrentItems) == [10])
    watching.append(try await camera(.rtfm, .ten, in: pool, threads: 1).extractor())
    #expect(loads.all.map(\.threads) == [2, 1])
  }

  /// What makes networks unlike.
  enum Part: String, CaseIterable {
    case digest, engine, device, threads, streams, precision, cache, stem

    func change(
      _ selection: inout ModelSelection, _ configuration: inout EngineConfiguration, _ loads: FreeEngine.Loads
    ) {
      switch self {
      case .digest: selection.networks[0].weightsName = "others"
      case .engine: configuration.engine = FreeEngine.registration(loads, name: "other")
      case .device: configuration.device = .cuda
      case .threads: configuration.threads = 3
      case .streams: configuration.streams = 2
      case .precision: selection.networks[0].usesHalfFloats = true
      case .cache: configuration.cache = ModelCache(folder: URL(filePath: "/nowhere"))
      case .stem: configuration.fastStem = true
      }
    }
  }

  @Test(arguments: Part.allCases)
  func `loads anew what differs in one part, and that only`(part: Part) async throws {
    let (pool, loads) = (NetworkPool(), FreeEngine.Loads())
    var selection = try ModelSelection(named: [TestWeights.narrow.rawValue])
    var configuration = EngineConfiguration(
      engine: FreeEngine.registration(loads), device: .cpu, threads: 2, cache: nil)
    func extractor() async throws -> FeatureExtractor {
      try await LoadedNetworks(selection, configuration: configuration, pool: pool).extractor()
    }
    var watching = [try await extractor(), try await extractor()]
    #expect(loads.count == 1)
    part.change(&selection, &configuration, loads)
    watching.append(try await extractor())
    watching.append(try await extractor())
    #expect(loads.count == 2 && pool.count == 2)
    withExtendedLifetime(watching) {}
  }

  @Test func `gives the default engine one network for unlike cameras at once`() async throws {
    let (pool, loads) = (NetworkPool(), FreeEngine.Loads())
    let configuration = EngineConfiguration(
      engine: CountedEngine.registration(loads), device: .cpu, threads: 2, cache: nil)
    let frame = Frame(
      index: 0, time: 0, width: 320, height: 240,
      pixels: (0..<3 * 320 * 240).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 960) })
    func features(_ crops: CropCount) async throws -> Tensor {
      let networks = try LoadedNetworks(
        ModelSelection(named: [TestWeights.narrow.rawValue], preset: .rtfm, crops: crops),
        configuration: configuration, pool: pool)
      let extractor = try await networks.extractor()
      let frames = Array(repeating: try extractor.preprocessing.prepare(frame), count: 16)
      let features = try await extractor.features(
        of: PreparedSnippet(preprocessing: extractor.preprocessing, frames: frames))
      #expect(pool.count == 1)
      return features
    }
    async let ten = features(.ten)
    async let one = features(.one)
    let (all, centre) = (try await ten, try await one)
    #expect(loads.count == 1)
    let row = Preprocessing(.rtfm, crops: .ten).centreCrop
    #expect(centre.values == Array(all.values[row * 512..<(row + 1) * 512]), "the same bits")
  }

  @Test func `frees networks with the last who holds them`() async throws {
    let pool = NetworkPool()
    var cameras = [try camera(.rtfm, .ten, in: pool), try camera(.rtfm, .one, in: pool)]
    for camera in cameras { _ = try await camera.detection(settings()) }
    // Asking again is free as long as the one who asked is there.
    for camera in cameras { _ = try await camera.detection(settings()) }
    #expect(pool.count == 2 && loads.inputs == ["features", "snippet"])
    cameras.removeLast()
    #expect(pool.count == 2)
    var extractor: FeatureExtractor? = try await cameras[0].extractor()
    cameras.removeLast()
    // The queue of loads may let go a moment later.
    while pool.count > 1 { await Task.yield() }
    #expect(extractor != nil && pool.count == 1, "a run may outlive whoever started it")
    extractor = nil
    while pool.count > 0 { await Task.yield() }
    _ = try await camera(.rtfm, .ten, in: pool).extractor()
    #expect(loads.inputs == ["features", "snippet", "snippet"])
  }

  @Test func `lets those go whose task is cancelled, and loads for the others`() async throws {
    let (pool, loads) = (NetworkPool(), FreeEngine.Loads(isHeld: true))
    let networks = try LoadedNetworks(
      ModelSelection(named: [TestWeights.narrow.rawValue]),
      configuration: EngineConfiguration(
        engine: FreeEngine.registration(loads), device: .cpu, threads: 2, cache: nil), pool: pool)
    let (left, other) = (Task { try await networks.extractor() }, Task { try await networks.extractor() })
    while loads.count == 0 { await Task.yield() }
    left.cancel()
    await #expect(throws: CancellationError.self) { try await left.value }
    loads.open()
    #expect(try await other.value.featureSize == 512)
    #expect(loads.count == 1)
  }

  @Test func `has one limit and one queue for whole frames of all cameras`() async throws {
    let (pool, loads) = (NetworkPool(byteLimit: 1), FreeEngine.Loads())
    let frame = Frame(
      index: 0, time: 0, width: 256, height: 256, pixels: [UInt8](repeating: 51, count: 3 * 256 * 256))
    func extractor(_ crops: CropCount) async throws -> FeatureExtractor {
      try await LoadedNetworks(
        ModelSelection(named: [TestWeights.narrow.rawValue], preset: .whole, crops: crops),
        configuration: EngineConfiguration(
          engine: FreeEngine.registration(loads), device: .cpu, threads: 2, cache: nil), pool: pool
      ).extractor()
    }
    func run(_ extractor: FeatureExtractor) async throws {
      let frames = Array(repeating: try extractor.preprocessing.prepare(frame), count: 16)
      _ = try await extractor.features(
        of: PreparedSnippet(preprocessing: extractor.preprocessing, frames: frames))
    }
    let (five, one) = (try await extractor(.five), try await extractor(.one))
    for extractor in [five, one, one, five] { try await run(extractor) }
    #expect(loads.count == 3, "the most recent one stays, whoever used it")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for extractor in [one, five, one] { group.addTask { try await run(extractor) } }
      group.addTask { _ = try await extractor(.ten).preprocessing }
      try await group.waitForAll()
    }
    #expect(loads.mostAtOnce == 1)
  }

  @Test func `loads once for all who ask at the same time`() async throws {
    let pool = NetworkPool()
    let cameras = try (0..<8).map { _ in try camera(.rtfm, .five, in: pool) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for camera in cameras { group.addTask { _ = try await camera.extractor() } }
      try await group.waitForAll()
    }
    #expect(loads.inputs == ["snippet"])
  }

  @Test func `forgets what failed, and what it is told to`() async throws {
    let (pool, failing) = (NetworkPool(), FancyEngine.Loads(failures: 1))
    let camera = try camera(.rtfm, .one, in: pool, loads: failing)
    let error = await #expect(throws: InferenceError.self) { _ = try await camera.extractor() }
    #expect(error?.code == .engineFailed && pool.count == 0)
    _ = try await camera.extractor()
    #expect(failing.inputs.count == 2 && pool.count == 1)
    pool.removeAll()
    _ = try await camera.extractor()
    #expect(failing.inputs.count == 3)
  }
}
