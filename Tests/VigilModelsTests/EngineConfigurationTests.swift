import Testing
import VigilCore
import VigilInference
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing

@Suite struct `An engine's configuration` {
  let registry = FancyEngine.registry

  /// A configuration of a registered engine.
  func configuration(_ name: String, device: ComputeDevice = .cpu) throws -> EngineConfiguration {
    EngineConfiguration(engine: try #require(registry[name]), device: device, cache: nil)
  }

  /// Why a configuration is refused; nil if it is not.
  func refusal(_ configuration: EngineConfiguration) -> String? {
    do {
      try configuration.validate(among: registry)
      return nil
    } catch {
      #expect(error.code == .unsupported)
      return error.message
    }
  }

  @Test func `opens the engine that was registered, on the device`() throws {
    let device = try #require(ComputeDevice(rawValue: "cuda:1"))
    let engine = try configuration("fancy", device: device).open()
    #expect(engine.name == "Fancy" && engine.device == "cuda:1")
    #expect(registry["nobody"] == nil)
    #expect(EngineConfiguration().engine == EngineRegistry.standard.usual)
    #expect(EngineRegistry.standard.engines.map(\.name) == ["openvino", "torch", "tensorrt"])
  }

  @Test func `knows what the engines of this program can do before it opens them`() throws {
    let openVINO = try #require(EngineRegistry.standard["openvino"]).capabilities
    #expect(openVINO.itemHandling == .streams && openVINO.choosesStreams)
    #expect(openVINO.devices.keys.map(\.rawValue) == ["cpu"])
    let torch = try #require(EngineRegistry.standard["torch"]).capabilities
    #expect(torch.itemHandling == .batch && !torch.choosesStreams)
    #expect(torch.stem == .never)
    #expect(torch.devices.keys.map(\.rawValue).sorted() == ["cpu", "cuda"])
    let tensorRT = try #require(EngineRegistry.standard["tensorrt"]).capabilities
    #expect(tensorRT.itemHandling == .fixedBatch && tensorRT.networkForm == .typed)
    #expect(tensorRT.devices.keys.map(\.rawValue) == ["cuda"])
  }

  @Test func `computes where its engine can if nobody says where`() throws {
    for (name, device) in [("openvino", ComputeDevice.cpu), ("torch", .cpu), ("tensorrt", .cuda)] {
      #expect(EngineConfiguration(engine: try #require(registry[name])).device == device)
    }
  }

  @Test func `is held to the devices of its engine`() throws {
    #expect(refusal(try configuration("fancy", device: .cuda)) == nil)
    #expect(refusal(try configuration("fancy")) == "--device cpu needs --engine openvino or torch")
    #expect(
      refusal(try configuration("openvino", device: .cuda))
        == "--device cuda needs --engine torch or tensorrt or fancy")
    var alone = EngineConfiguration(engine: EngineRegistry.standard.usual, device: .cuda)
    alone.cache = nil
    let error = #expect(throws: ModelError.self) {
      try alone.validate(among: EngineRegistry([EngineRegistry.standard.usual]))
    }
    #expect(error?.message == "no engine computes on cuda; leave out --device")
  }

  @Test func `is held to what its engine lets be chosen`() throws {
    func refusal(_ name: String, streams: Int? = nil, fastStem: Bool? = nil) throws -> String? {
      var configuration = try configuration(name, device: name == "openvino" ? .cpu : .cuda)
      (configuration.threads, configuration.streams, configuration.fastStem) = (2, streams, fastStem)
      return self.refusal(configuration)
    }
    #expect(try refusal("openvino", streams: 2, fastStem: true) == nil)
    #expect(try refusal("fancy", fastStem: true) == nil)
    #expect(
      try refusal("fancy", streams: 2)
        == "--engine fancy decides by itself how it runs a network; leave out --streams")
    for (streams, fastStem) in [(2, nil), (nil, true)] as [(Int?, Bool?)] {
      #expect(
        try refusal("torch", streams: streams, fastStem: fastStem)
          == "--engine torch runs all crops as one batch; leave out --streams and --fast-stem")
    }
    #expect(try refusal("torch", fastStem: false) == nil)
  }

  @Test(arguments: [(0, 1), (1025, 1), (1, 0), (2, 3)])
  func `needs threads, and a thread for each stream`(threads: Int, streams: Int) throws {
    var configuration = try configuration("openvino")
    (configuration.threads, configuration.streams) = (threads, streams)
    #expect(refusal(configuration)?.contains("--streams") == true)
  }

  @Test func `computes the first layers separately as the engine supports it`() throws {
    var fancy = try configuration("fancy", device: .cuda)
    #expect(!fancy.usesFastStem)
    fancy.fastStem = true
    #expect(fancy.usesFastStem)
    var torch = try configuration("torch")
    torch.fastStem = true
    #expect(!torch.usesFastStem)
    #expect(
      try configuration("openvino").usesFastStem
        == (EngineCapabilities.StemSupport.ofThisProcessor == .byDefault)
    )
  }

  /// The precision of the extractor in the number formats of an engine.
  func precision(
    _ asked: ModelSettings.Precision, on name: String, _ device: ComputeDevice = .cpu
  ) throws -> ModelSettings.Precision? {
    var selection = try ModelSelection(named: [TestWeights.narrow.rawValue])
    selection.networks[0].usesHalfFloats = asked == .fp16
    selection.networks[0].quantization = asked == .int8 ? Quantization(activations: [:]) : nil
    let configuration = try configuration(name, device: device)
    do {
      let computed = try configuration.computed(selection)
      #expect(computed.networks[1].precision == .fp32, "the detector is not changed")
      return computed.networks[0].precision
    } catch {
      #expect(error.code == .unsupported)
      #expect(
        error.message.hasPrefix(
          "test-weights-narrow is in 8-bit integers, which --engine \(name) does not run"))
      return nil
    }
  }

  @Test func `computes networks in the number formats that the engine has`() throws {
    let formats = ModelSettings.Precision.allCases
    #expect(formats == [.fp32, .fp16, .int8])
    #expect(try formats.map { try precision($0, on: "openvino") } == [.fp32, .fp16, .int8])
    #expect(try formats.map { try precision($0, on: "torch") } == [.fp32, .fp32, nil])
    // On a GPU extractors are computed in 16 bits, whatever the model says.
    #expect(try formats.map { try precision($0, on: "torch", .cuda) } == [.fp16, .fp16, nil])
    #expect(try formats.map { try precision($0, on: "fancy", .cuda) } == [.fp32, .fp32, .int8])
    #expect(try formats.map { try precision($0, on: "tensorrt", .cuda) } == [.fp16, .fp16, .int8])
  }

  @Test func `says which engines models are optimized for`() throws {
    func refusal(_ name: String, _ device: ComputeDevice, _ format: NumberFormat) throws -> String? {
      let configuration = try configuration(name, device: device)
      do {
        try configuration.validate(optimizingTo: format, among: registry)
        return nil
      } catch {
        return error.message
      }
    }
    #expect(try refusal("openvino", .cpu, .int8) == nil && refusal("openvino", .cpu, .fp16) == nil)
    #expect(try refusal("fancy", .cuda, .int8) == nil)
    for (name, format) in [("torch", NumberFormat.int8), ("torch", .fp16), ("fancy", .fp16)] {
      #expect(
        try refusal(name, .cuda, format) == "models are optimized for OpenVINO; leave out --engine \(name)")
    }
  }

  @Test func `loads networks with the engine that was registered`() async throws {
    let loads = FancyEngine.Loads()
    var selection = try ModelSelection(named: [TestWeights.narrow.rawValue])
    selection.preprocessing = Preprocessing(.rtfm, crops: .five)
    selection.networks[0].usesHalfFloats = true
    let configuration = EngineConfiguration(
      engine: FancyEngine.registration(loads), device: .cuda, threads: 2, cache: nil)
    let networks = try LoadedNetworks(selection, configuration: configuration)
    #expect(networks.description == EngineDescription(name: "Fancy", version: "1.0", device: "cuda"))
    let extractor = try await networks.extractor()
    #expect(extractor.featureSize == 512)
    #expect(loads.all.map(\.concurrentItems) == [5])
    #expect(loads.all.map(\.precision) == [.float32], "it has no 16-bit floats")
    #expect(loads.all.map(\.threads) == [2])
  }
}
