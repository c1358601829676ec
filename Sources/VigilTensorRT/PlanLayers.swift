import Foundation
import VigilInference

/// Reads what TensorRT's engine inspector says of a plan.
///
/// Its JSON has an object for each layer with `Name` (of all layers that were fused into it, joined by ` + `), `LayerType`, `Inputs` and
/// `Outputs`, whose `Format/Datatype` (before TensorRT 11) or `Datatype` names the number format in words. Plans without details have
/// names only.
enum PlanLayers {
  private struct Description: Decodable {
    var layers: [Layer]

    private enum CodingKeys: String, CodingKey {
      case layers = "Layers"
    }
  }

  /// An object, or a name only.
  private struct Layer: Decodable {
    var name: String
    var kind = ""
    var inputs: [Value] = []
    var outputs: [Value] = []

    private enum Key: String, CodingKey {
      case name = "Name"
      case kind = "LayerType"
      case inputs = "Inputs"
      case outputs = "Outputs"
    }

    init(from decoder: any Decoder) throws {
      if let name = try? decoder.singleValueContainer().decode(String.self) {
        self.name = name
        return
      }
      let object = try decoder.container(keyedBy: Key.self)
      name = try object.decode(String.self, forKey: .name)
      kind = try object.decodeIfPresent(String.self, forKey: .kind) ?? ""
      inputs = try object.decodeIfPresent([Value].self, forKey: .inputs) ?? []
      outputs = try object.decodeIfPresent([Value].self, forKey: .outputs) ?? []
    }
  }

  private struct Value: Decodable {
    var format = ""

    private enum Key: String, CodingKey {
      case formatAndType = "Format/Datatype"
      case type = "Datatype"
    }

    init(from decoder: any Decoder) throws {
      let object = try decoder.container(keyedBy: Key.self)
      format =
        try object.decodeIfPresent(String.self, forKey: .formatAndType)
        ?? object.decodeIfPresent(String.self, forKey: .type) ?? ""
    }
  }

  /// The layers of a plan, in the order of execution.
  static func read(_ json: String) throws(InferenceError) -> [CompiledLayer] {
    do {
      return try JSONDecoder().decode(Description.self, from: Data(json.utf8)).layers.map { layer in
        CompiledLayer(
          parts: layer.name.components(separatedBy: " + "), kind: layer.kind,
          input: layer.inputs.first.flatMap { numberFormat($0.format) },
          output: layer.outputs.first.flatMap { numberFormat($0.format) })
      }
    } catch {
      throw InferenceError(.engineFailed, "TensorRT's description of a plan cannot be read")
    }
  }

  /// The number format in TensorRT's words, such as `Channel major FP16 format where channel % 8 == 0`, `Half` or `Int8`.
  static func numberFormat(_ words: String) -> NumberFormat? {
    for (word, format) in [
      ("Int8", NumberFormat.int8), ("INT8", .int8), ("FP16", .fp16), ("Half", .fp16), ("FP32", .fp32),
      ("Float", .fp32),
    ] where words.contains(word) && !words.contains("BF") && !words.contains("BFloat") {
      return format
    }
    return nil
  }
}
