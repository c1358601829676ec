import VigilTensorFiles

/// One NumPy array, copied, mapped and read by rows.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Bytes(Array(UnsafeBufferPointer(start: start, count: count)), name: "input")
  _ = try? NPY.read(bytes)
  if let mapped = try? MappedNPY(bytes), mapped.rowCount > 0 {
    mapped.withRow(mapped.rowCount - 1) { row in
      if row.count > 0 { _ = row[row.count - 1] }
    }
  }
  if let array = try? ArrayRows(bytes), array.rowCount > 0 {
    array.withRow(array.rowCount - 1) { row in
      if row.count > 0 { _ = row[row.count - 1] }
    }
  }
  return 0
}
