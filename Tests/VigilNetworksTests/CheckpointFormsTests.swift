import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

/// The same weights as different programs save them.
@Suite struct `Forms of a checkpoint` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func model(of file: URL) throws -> CheckpointImport.Result {
    try CheckpointImport.run(
      files: [file],
      settings: ModelSettings(
        name: "test", preprocessing: Preprocessing(.rtfm, crops: .ten), createdBy: "vigil test"),
      to: folder.appending("\(UUID().uuidString).vigil"))
  }

  /// A detector of eight features in half precision, saved by PyTorch 2.13 and NumPy 2.4.
  @Test func `give one model`() throws {
    var hashes: Set<String> = []
    for name in [
      "plain.pth", "multisteplr.pth", "torch_compile.pth", "under_net.pth", "numpy_protocol5.pkl",
    ] {
      let file = Bundle.module.bundleURL.appending(path: "Fixtures/checkpoints/\(name)")
      let result = try model(of: file)
      #expect(result.mappings.map(\.architecture) == [.rtfm(try RTFM(features: 8))], "\(name)")
      hashes.insert(try #require(result.folder.manifest[.detector]?.sha256))
    }
    #expect(hashes.count == 1, "\(hashes)")
  }

  private func checkpoint(_ tensors: [(String, Tensor)]) -> Checkpoint {
    Checkpoint(
      container: .torchZip, tensors: tensors.map { NamedTensor(name: $0.0, tensor: $0.1) })
  }

  private func named(_ graph: Graph, _ prefix: String) -> [(String, Tensor)] {
    Weights.deterministic(for: graph).tensors.map { (prefix + $0.key, $0.value) }
  }

  @Test(arguments: [
    "_orig_mod.", "model.", "net.", "detector.", "module._orig_mod.", "model.net.module.", "anyones.own.",
  ])
  func `may have any prefix before all names`(prefix: String) throws {
    let (detector, extractor) = (try RTFM(features: 64), try I3DNonLocal(width: 1.0 / 16))
    let found = try RecognizedWeights(checkpoint(named(detector.graph(), prefix)))
    #expect(found.architecture == .rtfm(detector) && found.ignored.isEmpty)
    #expect(found.weights == .deterministic(for: detector.graph()))
    let body = try RecognizedWeights(
      checkpoint(
        named(try extractor.graph(), prefix) + [(prefix + "fc.weight", Tensor(repeating: 0, shape: [2]))]))
    #expect(body.architecture == .i3dNonLocal(extractor) && body.ignored == ["fc.weight"])
  }

  @Test func `may prefix the public names of the extractor too`() throws {
    let weights = Weights.deterministic(for: try I3DNonLocal(width: 1.0 / 16).graph())
    for tensors in [PublicNames.caffe2(weights), PublicNames.pySlowFast(weights)] {
      let found = try RecognizedWeights(checkpoint(tensors.map { ("backbone." + $0.name, $0.tensor) }))
      #expect(found.weights == weights)
    }
  }

  @Test func `may hold both networks, each below its own prefix`() throws {
    let (detector, extractor) = (try RTFM(features: 128), try I3DNonLocal(width: 1.0 / 16))
    for (head, body) in [("detector.", "extractor."), ("", "backbone."), ("model.head.", "model.")] {
      let both = checkpoint(
        named(detector.graph(), head) + named(try extractor.graph(), body)
          + [("criterion.weight", Tensor(repeating: 1, shape: [1]))].filter { _ in head != "" })
      let found = try RecognizedWeights.all(in: both)
      #expect(found.map(\.architecture) == [.i3dNonLocal(extractor), .rtfm(detector)])
      #expect(found[1].weights == .deterministic(for: detector.graph()))
      #expect(found.flatMap(\.ignored) == (head == "" ? [] : ["criterion.weight"]))
      #expect(throws: NetworksError.self) { try RecognizedWeights(both) }
    }
    let file = folder.appending("both.safetensors")
    try Safetensors.write(
      (named(detector.graph(), "a.") + named(try extractor.graph(), "b.")).map {
        NamedTensor(name: $0.0, tensor: $0.1)
      }, to: file)
    let result = try model(of: file)
    #expect(result.mappings.map(\.file) == ["both.safetensors", "both.safetensors"])
    #expect(result.folder.manifest.networks.count == 2)
  }

  @Test func `prefers a network to its moving average, and asks where there are two`() throws {
    let detector = try RTFM(features: 64)
    for (own, copy) in [("model.", "ema."), ("", "model_ema.module.")] {
      let copies = named(detector.graph(), copy).map { ($0.0, Tensor(repeating: 9, shape: $0.1.shape)) }
      let found = try RecognizedWeights(checkpoint(copies + named(detector.graph(), own)))
      #expect(found.weights == .deterministic(for: detector.graph()), "\(own)")
      let only = try RecognizedWeights(checkpoint(copies))
      #expect(only.weights.tensors["fc3.bias"]?.values == [9])
    }
    let error = #expect(throws: NetworksError.self) {
      try RecognizedWeights(checkpoint(named(detector.graph(), "a.") + named(detector.graph(), "b.")))
    }
    #expect(
      error?.message.contains("2 networks of the role detector, below a., b.") == true,
      "\(error?.message ?? "")")
  }

  @Test func `with a prefix before some names only is refused`() throws {
    let tensors = named(try RTFM(features: 64).graph(), "").map { name, tensor in
      (name.hasPrefix("fc") ? name : "module." + name, tensor)
    }
    let error = #expect(throws: NetworksError.self) { try RecognizedWeights(checkpoint(tensors)) }
    #expect(error?.message.contains("missing: fc1.bias") == true, "\(error?.message ?? "")")
  }
}

@Suite struct `A detector's inner width` {
  /// The sizes of the public programs for XD-Violence: 1,024 features with branches of 512.
  @Test func `follows from a checkpoint's shapes`() throws {
    let detector = try RTFM(features: 64, inner: 48)
    let graph = detector.graph()
    let shapes = Dictionary(uniqueKeysWithValues: graph.parameters.map { ($0.name, $0.shape) })
    #expect(shapes["Aggregate.conv_1.0.weight"] == [48, 64, 3])
    #expect(shapes["Aggregate.conv_4.0.weight"] == [48, 64, 1])
    #expect(shapes["Aggregate.non_local.g.weight"] == [24, 48, 1])
    #expect(shapes["Aggregate.conv_5.0.weight"] == [64, 192, 3])
    let weights = Weights.deterministic(for: graph)
    let found = try RecognizedWeights(
      Checkpoint(
        container: .torchZip, tensors: weights.tensors.map { NamedTensor(name: $0.key, tensor: $0.value) }))
    #expect(found.architecture == .rtfm(detector) && found.weights == weights)
    #expect("\(found.architecture)" == "rtfm of 64 features and width 48")
    #expect(try RTFM(of: weights) == detector)
  }

  @Test func `is kept in a model, which is read as before without it`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func json(_ detector: RTFM) throws -> String {
      String(decoding: try encoder.encode(Architecture.rtfm(detector)), as: UTF8.self)
    }
    let wide = try RTFM(features: 1024, inner: 512)
    #expect(try json(wide) == #"{"architecture":"rtfm","features":1024,"inner":512}"#)
    #expect(try json(RTFM(features: 1024)) == #"{"architecture":"rtfm","features":1024}"#)
    for detector in [wide, try RTFM(features: 1024)] {
      let read = try JSONDecoder().decode(Architecture.self, from: Data(json(detector).utf8))
      #expect(read == .rtfm(detector))
    }
    for inner in [0, 3, 5000] {
      #expect(throws: NetworksError.self) { try RTFM(features: 64, inner: inner) }
    }
  }

  @Test func `is that of the public programs for a new detector`() throws {
    for (features, inner) in [(2048, 512), (1024, 512), (768, 512), (512, 512), (64, 16), (4096, 1024)] {
      #expect(try RTFM.published(features: features).inner == inner, "\(features)")
    }
    // As counted in PyTorch: Model(1024) with conv_5 from 2048 to 1024.
    #expect(try RTFM.published(features: 2048) == RTFM())
  }

  @Test(arguments: [1, 2, 6, 20])
  func `does not change that the newest snippet is scored as among all`(snippets: Int) throws {
    let detector = try RTFM(features: 32, inner: 20)
    let weights = Weights.deterministic(for: detector.graph())
    let values = DeterministicValues.uniform("inner", count: 2 * snippets * 32).map(abs)
    let input = ["features": Tensor(shape: [2, snippets, 32], values: values)]
    let all = try #require(try ReferenceInterpreter.run(Network(detector.graph(), weights), input)["scores"])
    let newest = try #require(
      try ReferenceInterpreter.run(Network(detector.graph(.newest), weights), input)["scores"])
    let last = [all.values[snippets - 1], all.values[2 * snippets - 1]]
    #expect(relativeDifference(newest.values, last) < 1e-5)
  }
}
