package dev.sallyport.guard.parser;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.runtime.alloc.ExactMemAllocStrategy;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The memory of one instance: one array for all that a usual text needs, and Chicory's own memory, a page at a time,
/// behind it. Chicory's alone takes two more steps for each of the 20,000 accesses of a short text's parse.
///
/// Not thread-safe. Whatever lies outside throws [WasmRuntimeException].
final class FlatMemory implements Memory {

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private static final byte[] ZEROS = new byte[PAGE_SIZE];

    private final int maximumPages;
    private byte[] near;
    private ByteArrayMemory far;
    private DataSegment[] segments = {};

    FlatMemory(int pages, int maximumPages) {
        this.maximumPages = maximumPages;
        near = new byte[Memory.bytes(pages)];
        far = behind(pages);
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    private ByteArrayMemory behind(int pages) {
        return new ByteArrayMemory(new MemoryLimits(0, maximumPages - pages), new ExactMemAllocStrategy());
    }

    /// Makes the array hold so many pages; only before the first [#grow].
    void flatten(int pages) {
        if (far.pages() != 0) {
            throw new IllegalStateException("the memory has grown");
        }
        near = Arrays.copyOf(near, Memory.bytes(pages));
        far = behind(pages);
    }

    /// Whether these bytes of the array, a page at most, are zeros.
    boolean isBlank(int address, int size) {
        return Arrays.equals(near, address, address + size, ZEROS, 0, size);
    }

    @Override
    public int pages() {
        return near.length / PAGE_SIZE + far.pages();
    }

    @Override
    public int grow(int pages) {
        int before = pages();
        return far.grow(pages) < 0 ? -1 : before;
    }

    @Override
    public int initialPages() {
        return near.length / PAGE_SIZE;
    }

    @Override
    public int maximumPages() {
        return maximumPages;
    }

    @Override
    public byte read(int address) {
        byte[] bytes = near;
        return holds(bytes, address, Byte.BYTES) ? bytes[address] : far.read(address - bytes.length);
    }

    @Override
    public short readShort(int address) {
        byte[] bytes = near;
        return holds(bytes, address, Short.BYTES) ? (short) SHORT.get(bytes, address) : (short) slow(address, 2);
    }

    @Override
    public int readInt(int address) {
        byte[] bytes = near;
        return holds(bytes, address, Integer.BYTES) ? (int) INT.get(bytes, address) : (int) slow(address, 4);
    }

    @Override
    public long readLong(int address) {
        byte[] bytes = near;
        return holds(bytes, address, Long.BYTES) ? (long) LONG.get(bytes, address) : slow(address, 8);
    }

    @Override
    public void writeByte(int address, byte value) {
        byte[] bytes = near;
        if (holds(bytes, address, Byte.BYTES)) {
            bytes[address] = value;
        } else {
            far.writeByte(address - bytes.length, value);
        }
    }

    @Override
    public void writeShort(int address, short value) {
        byte[] bytes = near;
        if (holds(bytes, address, Short.BYTES)) {
            SHORT.set(bytes, address, value);
        } else {
            slow(address, value, Short.BYTES);
        }
    }

    @Override
    public void writeI32(int address, int value) {
        byte[] bytes = near;
        if (holds(bytes, address, Integer.BYTES)) {
            INT.set(bytes, address, value);
        } else {
            slow(address, value, Integer.BYTES);
        }
    }

    @Override
    public void writeLong(int address, long value) {
        byte[] bytes = near;
        if (holds(bytes, address, Long.BYTES)) {
            LONG.set(bytes, address, value);
        } else {
            slow(address, value, Long.BYTES);
        }
    }

    /// Written as the JVM writes its own check of the index, which it then leaves out.
    private static boolean holds(byte[] bytes, int address, int size) {
        return Integer.compareUnsigned(address, bytes.length - size + 1) < 0;
    }

    private long slow(int address, int size) {
        int behind = address - near.length;
        if (behind >= 0 && size >= Integer.BYTES) {
            return size == Integer.BYTES ? far.readInt(behind) : far.readLong(behind);
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | read(address + i) & 0xFF;
        }
        return value;
    }

    private void slow(int address, long value, int size) {
        inside(address, size);
        int behind = address - near.length;
        if (behind >= 0 && size == Integer.BYTES) {
            far.writeI32(behind, (int) value);
        } else if (behind >= 0 && size == Long.BYTES) {
            far.writeLong(behind, value);
        } else {
            for (int i = 0; i < size; i++) {
                writeByte(address + i, (byte) (value >>> 8 * i));
            }
        }
    }

    @Override
    public long readU16(int address) {
        return readShort(address) & 0xFFFF;
    }

    @Override
    public float readFloat(int address) {
        return Float.intBitsToFloat(readInt(address));
    }

    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public void writeF32(int address, float value) {
        writeI32(address, Float.floatToRawIntBits(value));
    }

    @Override
    public double readDouble(int address) {
        return Double.longBitsToDouble(readLong(address));
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void writeF64(int address, double value) {
        writeLong(address, Double.doubleToRawLongBits(value));
    }

    @Override
    public byte[] readBytes(int address, int size) {
        int inside = inside(address, size);
        byte[] read = new byte[size];
        System.arraycopy(near, inside == 0 ? 0 : address, read, 0, inside);
        if (inside < size) {
            byte[] rest = far.readBytes(address + inside - near.length, size - inside);
            System.arraycopy(rest, 0, read, inside, rest.length);
        }
        return read;
    }

    @Override
    public void write(int address, byte[] data, int from, int size) {
        int inside = inside(address, size);
        System.arraycopy(data, from, near, inside == 0 ? 0 : address, inside);
        if (inside < size) {
            far.write(address + inside - near.length, data, from + inside, size - inside);
        }
    }

    @Override
    public void fill(byte value, int from, int to) {
        int inside = inside(from, to - from);
        if (inside > 0) {
            Arrays.fill(near, from, from + inside, value);
        }
        if (from + inside < to) {
            far.fill(value, from + inside - near.length, to - near.length);
        }
    }

    @Override
    public void copy(int to, int from, int size) {
        if (size > 0 && inside(to, size) == size && inside(from, size) == size) {
            System.arraycopy(near, from, near, to, size);
        } else {
            write(to, readBytes(from, size), 0, size);
        }
    }

    /// How many of the bytes lie in the array.
    ///
    /// @throws WasmRuntimeException when any lies outside the memory
    private int inside(int address, int size) {
        if (address < 0 || size < 0 || (long) address + size > (long) pages() * PAGE_SIZE) {
            throw new WasmRuntimeException("out of bounds memory access");
        }
        return Math.max(0, Math.min(size, near.length - address));
    }

    @Override
    public void zero() {
        fill((byte) 0, 0, Memory.bytes(pages()));
    }

    @Override
    public void initialize(Instance instance, DataSegment[] all) {
        segments = all;
        for (DataSegment segment : all) {
            if (segment instanceof ActiveDataSegment active) {
                long[] address = ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions());
                write((int) address[0], active.data());
            }
        }
    }

    @Override
    public void initPassiveSegment(int segment, int address, int from, int size) {
        write(address, segments[segment].data(), from, size);
    }

    @Override
    public void drop(int segment) {
        segments[segment] = PassiveDataSegment.EMPTY;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Object lock(int address) {
        throw unshared();
    }

    @Override
    public int waitOn(int address, int expected, long timeout) {
        throw unshared();
    }

    @Override
    public int waitOn(int address, long expected, long timeout) {
        throw unshared();
    }

    @Override
    public int notify(int address, int waiters) {
        throw unshared();
    }

    private static UnsupportedOperationException unshared() {
        return new UnsupportedOperationException("the memory has one thread");
    }
}
