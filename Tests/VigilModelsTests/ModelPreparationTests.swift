import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilInference
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing

@Suite struct `Preparing a model` {
  let compiled = PatientEngine.Compiled()
  let selection: ModelSelection

  init() throws {
    selection = try ModelSelection(named: [TestWeights.narrow.rawValue], crops: .five)
  }

  var configuration: EngineConfiguration {
    EngineConfiguration(
      engine: PatientEngine.registration(compiled),
      cache: ModelCache(folder: FileManager.default.temporaryDirectory))
  }

  func steps(building: (String) -> Void = { _ in }) async throws -> [ModelPreparation.Step] {
    var steps: [ModelPreparation.Step] = []
    try await ModelPreparation(selection, configuration: configuration)
      .run(willBuild: building) { steps.append($0) }
    return steps
  }

  @Test func `compiles each network once, and says which were ready`() async throws {
    var built: [String] = []
    let first = try await steps { built.append($0) }
    #expect(first.map(\.name) == ["extractor, 5 crops", "detector, online", "detector, offline"])
    #expect(built == first.map(\.name) && first.allSatisfy { !$0.wasPrepared })
    #expect(first[0].line.hasPrefix("extractor, 5 crops: built in "))
    built = []
    let second = try await steps { built.append($0) }
    #expect(built.isEmpty && second.allSatisfy(\.wasPrepared))
    #expect(second[0].line.hasPrefix("extractor, 5 crops: was ready, loaded in "))
  }

  @Test func `is what a run needs, and a run knows what it lacks`() async throws {
    let networks = try LoadedNetworks(selection, configuration: configuration)
    let settings = DetectionSettings(mode: .online, window: 32, rules: EventRules(threshold: 0.5))
    #expect(try networks.unprepared(settings) == [.extractor, .detector])
    _ = try await steps()
    #expect(try networks.unprepared(settings) == [])
    let count = compiled.files.count
    _ = try await networks.detection(settings)
    #expect(compiled.files.count == count)
    // Another batch is another network.
    #expect(try networks.unprepared(settings, concurrentItems: 1) == [.extractor])
  }

  @Test func `writes files for an engine that computes them as they are`() async throws {
    _ = try await steps()
    let texts = compiled.files.values.map { String(decoding: $0, as: UTF8.self) }
    #expect(texts.allSatisfy { $0.contains("tensorrt") })
    #expect(texts.count { $0.contains("fp16") } == 1, "the extractor")
    #expect(texts.count { $0.contains("fp32") } == 2, "the detector, twice")
  }

  @Test func `gives cameras of unlike crops a network each, whatever others ask for`() async throws {
    let pool = NetworkPool(concurrentItems: 11)
    for crops in [CropCount.ten, .one, .ten] {
      let selection = try ModelSelection(named: [TestWeights.narrow.rawValue], crops: crops)
      _ = try await LoadedNetworks(selection, configuration: configuration, pool: pool).extractor()
    }
    #expect(compiled.files.count == 2)
  }

  @Test func `needs somewhere to keep them`() throws {
    var configuration = configuration
    configuration.cache = nil
    let error = #expect(throws: ModelError.self) {
      try ModelPreparation(selection, configuration: configuration)
    }
    #expect(error?.code == .unsupported && error?.message.contains("--no-model-cache") == true)
  }

  @Test func `shows what became of the networks`() async throws {
    let reports = try await ModelPreparation(selection, configuration: configuration).compiled()
    #expect(reports.map(\.role) == ["extractor", "detector"])
    #expect(
      reports[0].line
        == "extractor on Patient 1.0 on cuda: 4 operations in 3 layers, 1 in fp32, 1 in fp16; weights 74 MB, working memory 12 MB, "
        + "started at once")
    #expect(reports[0].table[1] == ["Convolution", "fp16", "fp16", "a + b"])
    #expect(reports[0].table[3] == ["Shuffle", "-", "-", "d"])
    #expect(reports[0].json.contains(#""working_bytes":12400000"#))
    var other = configuration
    other.engine = FancyEngine.registration()
    #expect(try await ModelPreparation(selection, configuration: other).compiled().isEmpty)
  }
}
