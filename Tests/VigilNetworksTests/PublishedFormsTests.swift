import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

/// The smallest networks, with the names of the public programs, as PyTorch 2.13, NumPy 2.4 and safetensors save them; see
/// Fixtures/forms/make_forms.py.
@Suite struct `Every form of a checkpoint` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let archive = Bundle.module.bundleURL.appending(path: "Fixtures/forms/forms.tar.gz")
    try CommandLineTool.run("tar", ["-xzf", archive.path, "-C", folder.url.path])
  }

  func model(of files: [URL]) throws -> CheckpointImport.Result {
    try CheckpointImport.run(
      files: files,
      settings: ModelSettings(
        name: "test", preprocessing: Preprocessing(.rtfm, crops: .ten), createdBy: "vigil test"),
      to: folder.appending("\(UUID().uuidString).vigil"))
  }

  func files(_ network: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(network)).sorted()
      .map { folder.appending("\(network)/\($0)") }
  }

  @Test(arguments: [("rtfm", 37), ("i3d", 7), ("baseline", 7)])
  func `of a public program gives one model`(network: String, count: Int) throws {
    let expected: Architecture =
      network == "rtfm"
      ? .rtfm(try RTFM(features: 8))
      : .i3dNonLocal(try I3DNonLocal(width: 1.0 / 64, hasNonLocal: network == "i3d"))
    let files = try files(network)
    #expect(files.count == count)
    var hashes: [String: [String]] = [:]
    for file in files {
      let result = try model(of: [file])
      #expect(result.mappings.map(\.architecture) == [expected], "\(file.lastPathComponent)")
      let hash = try #require(result.folder.manifest[expected.role]?.sha256)
      hashes[hash, default: []].append(file.lastPathComponent)
    }
    #expect(hashes.count == 1, "\(hashes)")
  }

  @Test(arguments: [0, 7, 42, 126])
  func `has the numbers that were saved`(index: Int) throws {
    // The rule of make_forms.py.
    let weights = try model(of: [folder.appending("rtfm/plain.pth")]).folder.detector().weights
    let name = "fc2.weight"
    let tensor = try #require(weights.tensors[name])
    #expect(tensor.shape == [128, 512])
    // The CRC of the name, modulo 13.
    let start = 0xB4F8_4303 % 13
    #expect(tensor.values[index] == Float((7 * index + start) % 13 - 6) / 8)
  }

  @Test func `of one network goes with any of the other`() throws {
    for (extractor, detector) in [
      ("i3d/legacy.pkl", "rtfm/training.pth"),
      ("baseline/module_half_with_classifier.pth", "rtfm/arrays_5.pkl"),
    ] {
      let result = try model(of: [folder.appending(detector), folder.appending(extractor)])
      #expect(result.folder.manifest.networks.count == 2)
    }
  }

  @Test(arguments: [
    ("namespace.pth", "settings (argparse.Namespace) beside the weights", true),
    ("whole_module.pth", "a whole module or other Python objects", true),
    ("path.pth", "pathlib", true), ("torchscript.pt", "TorchScript", true),
    ("model.onnx", "an ONNX file", false),
    ("array.npy", "a single .npy array", false), ("pairs.pth", "no dictionary of weights", false),
  ])
  func `that only code could restore is refused with the way out`(
    name: String, reason: String, namesWayOut: Bool
  ) throws {
    let error = #expect(throws: NetworksError.self) {
      try model(of: [folder.appending("refused/\(name)")])
    }
    let message = error?.message ?? ""
    #expect(message.contains(reason), "\(message)")
    #expect(message.contains("state_dict()") == namesWayOut, "\(message)")
    #expect(!(try folder.names().contains { $0.hasSuffix(".vigil") }))
  }
}
