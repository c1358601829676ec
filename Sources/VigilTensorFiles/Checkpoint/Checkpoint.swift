public import Foundation
public import VigilCore

/// The weights of a network from a file, with every tensor in 32-bit floats.
///
/// Nothing in a file is ever executed: pickles are read by a machine that can only build values.
public struct Checkpoint: Sendable {
  /// The file formats of weights.
  public enum Container: String, Hashable, Sendable, CaseIterable {
    /// `torch.save` since PyTorch 1.6: a zip archive.
    case torchZip
    /// `torch.save` before, or with `_use_new_zipfile_serialization=False`.
    case torchLegacy
    /// A pickle of NumPy arrays, as Caffe2 models were published.
    case pickle
    /// Hugging Face's safetensors.
    case safetensors
  }

  /// The format of the file.
  public let container: Container
  /// The tensors in the order of the file; no two have the same name.
  ///
  /// The names are those of the state dictionary, without the `module.` that data-parallel training adds.
  public let tensors: [NamedTensor]
  /// The plain values stored beside the state dictionary.
  public let metadata: [String: CheckpointValue]
  private let places: [String: Int]

  /// Makes a checkpoint from tensors.
  ///
  /// - Precondition: no two tensors have the same name.
  public init(container: Container, tensors: [NamedTensor], metadata: [String: CheckpointValue] = [:]) {
    self.container = container
    self.tensors = tensors
    self.metadata = metadata
    places = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
  }

  /// The tensor of this name.
  public subscript(name: String) -> Tensor? {
    places[name].map { tensors[$0].tensor }
  }

  /// Reads a weights file; its format is recognised by its first bytes, whatever its name.
  ///
  /// The state dictionary is searched at the top level and under `state_dict`, `model_state_dict`, `model_state`, `model`,
  /// `blobs`, `model_dict`, `net`, `network`, `params`, `weights`, `generator`, `student`, `model_ema` and `ema`, in this order.
  /// Memory is bounded by the size of the file: at most one number per byte.
  public static func read(_ url: URL) throws(TensorFileError) -> Checkpoint {
    try read(Bytes(mapping: url))
  }

  package static func read(_ bytes: Bytes) throws(TensorFileError) -> Checkpoint {
    if ZipArchive.isZip(bytes) { return try torchZip(bytes) }
    if SafetensorsHeader.isSafetensors(bytes) { return try Safetensors.read(bytes) }
    if bytes.starts(with: [0x80]) { return try pickle(bytes) }
    throw notACheckpoint(bytes)
  }

  /// A message for files that are often mistaken for a checkpoint.
  private static func notACheckpoint(_ bytes: Bytes) -> TensorFileError {
    let start = bytes.slice(at: 0, count: min(64, bytes.count))?.latin1Text ?? ""
    let visible = start.drop { $0.isWhitespace }
    let reason =
      if bytes.count == 0 {
        "it is empty"
      } else if visible.hasPrefix("<") {
        "it is a web page; download the file itself, perhaps after logging in"
      } else if visible.hasPrefix("version https://git-lfs") {
        "it is only a Git LFS pointer; run git lfs pull"
      } else if bytes.name.lowercased().hasSuffix(".onnx") || bytes.starts(with: onnxStart(bytes)) {
        "it is an ONNX file, a program whose weights have lost their names; import the checkpoint it was exported from"
      } else if bytes.starts(with: NPYHeader.magic) {
        "it is a single .npy array"
      } else {
        "it is neither a PyTorch file, a pickle nor safetensors"
      }
    return bytes.error(.wrongKind, "is not a checkpoint: \(reason)")
  }

  /// How ONNX files begin: a version below 32 in field 1, then the producer's name in field 2.
  private static func onnxStart(_ bytes: Bytes) -> [UInt8] {
    [0x08, min(bytes.integer(at: 1, as: UInt8.self) ?? 0, 31), 0x12]
  }
}
