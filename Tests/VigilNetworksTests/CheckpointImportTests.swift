import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

private let settings = ModelSettings(
  name: "test", preprocessing: Preprocessing(.rtfm, crops: .ten), licence: "CC-BY-NC-4.0",
  createdBy: "vigil test")

@Suite struct `Importing checkpoints` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A small checkpoint of either network, in the one format that can be written here.
  private func checkpoint(_ name: String, _ graph: Graph) throws -> URL {
    let place = folder.appending(name)
    let weights = Weights.deterministic(for: graph)
    try Safetensors.write(weights.tensors.map { NamedTensor(name: $0.key, tensor: $0.value) }, to: place)
    return place
  }

  @Test func `puts an extractor and a detector into one model`() throws {
    let extractor = try I3DNonLocal(width: 1.0 / 16)
    let detector = try RTFM(features: 128)
    let result = try CheckpointImport.run(
      files: [checkpoint("head.pth", detector.graph()), checkpoint("body.pkl", extractor.graph())],
      settings: settings, to: folder.appending("test.vigil"))
    #expect(result.mappings.map(\.file) == ["head.pth", "body.pkl"])
    #expect(result.mappings.map(\.architecture) == [.rtfm(detector), .i3dNonLocal(extractor)])

    let model = try ModelFolder(reading: folder.appending("test.vigil"))
    #expect(model.manifest == result.folder.manifest)
    #expect(model.manifest.settings == settings)
    #expect(model.manifest[.detector]?.source?.file == "head.pth")
    #expect(try model.detector().weights == .deterministic(for: detector.graph()))
    let network = try model.extractor(frameHeight: 64, frameWidth: 64)
    #expect(network.weights == .deterministic(for: network.graph))
    #expect(try folder.names() == ["body.pkl", "head.pth", "test.vigil"])
  }

  @Test func `leaves nothing behind when a file cannot be taken`() throws {
    let good = try checkpoint("good.pth", RTFM(features: 64).graph())
    let bad = folder.appending("bad.pth")
    try Data("<html>404</html>".utf8).write(to: bad)
    let error = #expect(throws: NetworksError.self) {
      try CheckpointImport.run(files: [good, bad], settings: settings, to: folder.appending("m.vigil"))
    }
    #expect(error?.code == .cannotRead)
    #expect(error?.message.contains("bad.pth") == true)
    #expect(try folder.names() == ["bad.pth", "good.pth"])
  }

  /// The names in a model folder are the same for both layouts; what was written beside the weights tells.
  @Test func `takes the networks of other models with their layout`() throws {
    let extractor = try I3DNonLocal(layout: .layout8x8, width: 1.0 / 16)
    var writer = try ModelFolderWriter(folder.appending("a.vigil"))
    try writer.add(.i3dNonLocal(extractor), .deterministic(for: extractor.graph()))
    _ = try writer.finish(settings)
    let result = try CheckpointImport.run(
      files: [
        folder.appending("a.vigil/extractor.safetensors"), checkpoint("new.pth", RTFM(features: 128).graph()),
      ], settings: settings, to: folder.appending("b.vigil"))
    #expect(result.mappings[0].architecture == .i3dNonLocal(extractor))
    #expect(result.folder.manifest.networks.count == 2)
  }

  @Test func `refuses two networks for one role`() throws {
    let files = [
      try checkpoint("one.pth", RTFM(features: 64).graph()),
      try checkpoint("two.pth", RTFM(features: 128).graph()),
    ]
    let error = #expect(throws: NetworksError.self) {
      try CheckpointImport.run(files: files, settings: settings, to: folder.appending("m.vigil"))
    }
    #expect(error?.message.contains("one.pth") == true && error?.message.contains("two.pth") == true)
  }

  @Test func `refuses weights that are not numbers`() throws {
    var weights = Weights.deterministic(for: try RTFM(features: 64).graph())
    weights.tensors["fc3.bias"] = Tensor(shape: [1], values: [.nan])
    let place = folder.appending("diverged.pth")
    try Safetensors.write(weights.tensors.map { NamedTensor(name: $0.key, tensor: $0.value) }, to: place)
    let error = #expect(throws: NetworksError.self) {
      try CheckpointImport.run(files: [place], settings: settings, to: folder.appending("m.vigil"))
    }
    #expect(error?.message.contains("fc3.bias") == true)
  }
}

@Suite(.enabled(if: SharedData.isPresent)) struct `Importing files in the public containers` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ name: String) throws -> CheckpointImport.Result {
    try CheckpointImport.run(
      files: [SharedData.url("golden/checkpoints/\(name)")], settings: settings,
      to: folder.appending("\(name).vigil"))
  }

  @Test func `gives the same extractor from PyTorch and Caffe2`() throws {
    let torch = try run("i3d_narrow.pth")
    let caffe2 = try run("caffe2_narrow.pkl")
    #expect(torch.mappings[0].names == .pyTorch && caffe2.mappings[0].names == .caffe2)
    #expect(caffe2.mappings[0].ignored.contains("pred_b"))
    #expect(torch.mappings[0].mapped == caffe2.mappings[0].mapped)
    #expect(torch.folder.manifest[.extractor]?.parameters == 2_183_632)
    #expect(torch.folder.manifest[.extractor]?.sha256 == caffe2.folder.manifest[.extractor]?.sha256)
    let network = try caffe2.folder.extractor(frameHeight: 64, frameWidth: 64)
    #expect(network.weights == .deterministic(for: network.graph))
  }

  @Test(arguments: ["zip.pth", "legacy.pkl", "data_parallel.pth"])
  func `gives the detector from every container`(name: String) throws {
    let result = try run(name)
    #expect(result.mappings[0].architecture == .rtfm(try RTFM(features: 64)))
    let network = try result.folder.detector()
    #expect(network.weights == .deterministic(for: network.graph))
  }

  @Test(arguments: [("half.pth", Float(1e-3)), ("bfloat16.pth", 8e-3)])
  func `gives the detector from short floats`(name: String, precision: Float) throws {
    let network = try run(name).folder.detector()
    let exact = Weights.deterministic(for: network.graph).tensors
    for (name, tensor) in network.weights.tensors {
      #expect(relativeDifference(tensor.values, try #require(exact[name]).values) < precision)
    }
  }

  @Test(arguments: ["attack.pth", "attack.pkl", "truncated.pth", "not_a_checkpoint.pth", "views.pth"])
  func `refuses other files than checkpoints and leaves nothing behind`(name: String) throws {
    let error = #expect(throws: NetworksError.self) { try run(name) }
    #expect(error?.message.contains(name) == true)
    #expect(try folder.names().isEmpty)
  }
}
