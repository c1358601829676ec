import VigilInference
import VigilOpenVINO
import VigilTensorRT
import VigilTorch

/// The engines there are. To add one, add its target and a line to `standard`: no other code names engines.
public struct EngineRegistry: Sendable {
  /// The engines; the first is used where none is named.
  public let engines: [EngineRegistration]

  /// Lists engines.
  ///
  /// - Precondition: there is one at least, and no two have the same name.
  public init(_ engines: [EngineRegistration]) {
    precondition(
      !engines.isEmpty && Set(engines.map(\.name)).count == engines.count, "engines have different names")
    self.engines = engines
  }

  /// The engines of this program.
  public static let standard = EngineRegistry([
    EngineRegistration("openvino", title: "OpenVINO") { _ throws(InferenceError) in try OpenVINOEngine() },
    EngineRegistration(
      "torch", title: "LibTorch", remark: "torch is a plug-in that scripts/build-torch builds"
    ) { device throws(InferenceError) in try TorchEngine(on: device) },
    EngineRegistration(
      "tensorrt", title: "TensorRT",
      remark: "tensorrt is one that scripts/build-tensorrt builds, for NVIDIA GPUs"
    ) { device throws(InferenceError) in try TensorRTEngine(on: device) },
  ])

  /// The engine that is used where none is named.
  public var usual: EngineRegistration { engines[0] }

  /// The engine of a name, if there is one.
  public subscript(name: String) -> EngineRegistration? { engines.first { $0.name == name } }

  /// The names of the engines that compute on a kind of device, as a reader expects a choice: `torch or fancy`.
  func names(on device: ComputeDevice.Kind) -> String {
    engines.filter { $0.capabilities.devices[device] != nil }.map(\.name).joined(separator: " or ")
  }
}
