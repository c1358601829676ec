import Testing
import VigilCore
import VigilInference
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing

@Suite struct `A pool of networks` {
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
    for (preset, crops, bound) in [
      (Preset.rtfm, CropCount.ten, nil), (.rtfm, .one, nil), (.paper, .five, nil), (.rtfm, .ten, Float(0.3)),
    ] {
      let found = try await camera(preset, crops, in: pool).detection(settings(cascadeBound: bound))
      #expect(found.extractor.preprocessing == Preprocessing(preset, crops: crops))
    }
    #expect(loads.inputs == ["features", "snippet"] && pool.count == 2)
    // Whole frames are another network, and so are other threads.
    _ = try await camera(.whole, .five, in: pool).detection(settings())
    _ = try await camera(.whole, .five, in: pool).detection(settings())
    #expect(pool.count == 3 && loads.inputs.count == 2, "it waits for the size of the first frame")
    _ = try await camera(.rtfm, .one, in: pool, threads: 1).detection(settings())
    #expect(pool.count == 5)
  }

  @Test func `loads as each run asks if it is told of no number of inputs`() async throws {
    let pool = NetworkPool()
    _ = try await camera(.rtfm, .ten, in: pool).extractor()
    _ = try await camera(.rtfm, .ten, in: pool).extractor()
    #expect(loads.all.map(\.concurrentItems) == [10])
    // This engine decides by itself how many streams there are, so crops that wait together change nothing.
    _ = try await camera(.rtfm, .ten, in: pool).extractor(concurrentItems: 1)
    #expect(loads.all.map(\.concurrentItems) == [10])
    _ = try await camera(.rtfm, .ten, in: pool, threads: 1).extractor()
    #expect(loads.all.map(\.threads) == [2, 1])
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
