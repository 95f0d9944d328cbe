// SPDX-License-Identifier: Apache-2.0
//
// Test bench of the front end with the encoder behind it, as one slot after the other has them.
//
//   +file=F       vectors of one front end, which `cargo xtask rtl` writes; their first line has the parameters below
//   +lateness=N   in N cycles of 100, drawn at random, the host is late, and in as many the queue has no room
//
// In each cycle the groups taken, the bits that are available, `done`, and what the encoder makes of them are compared with
// what docs/microarchitecture.md, section 20, says of the sizes; bits with the vectors. Images that are too short or too
// long are among them, and resets in the middle of one.

module front_end_bench;

  parameter INPUTS = 784;
  parameter VALUES = 28;
  parameter LEVELS = 0;
  parameter OWN = 0;
  parameter WIDTH = 28;
  parameter HEIGHT = 28;
  parameter KERNEL = 7;
  parameter ANGLES = 6;
  parameter STRIDE = 1;
  parameter POOL = 4;
  parameter VALUE_BITS = 8;
  parameter POSITIONS = 28;
  parameter BITS = 1176;
  // Bits that the encoder takes a cycle.
  parameter P = 32;

  localparam ADDRESS_BITS = BITS > 4096 ? 14 : 12;
  localparam GROUPS = (INPUTS + VALUES - 1) / VALUES;
  localparam PARTS = (8 * LEVELS + 31) / 32;
  localparam LOAD_BITS = 32 * (PARTS > 0 ? PARTS : 1);
  localparam LONGEST = 65536;

  reg                     clock = 1'b0;
  reg                     reset = 1'b1;
  reg                     start = 1'b0;
  reg                     forward = 1'b0;
  reg                     learn = 1'b0;
  reg                     ready = 1'b1;
  reg  [3:0]              drop_shift = 4'd3;
  reg                     inverted = 1'b0;
  reg                     highest = 1'b0;
  reg  [7:0]              spike_threshold = 8'd0;
  reg  [14:0]             edge_threshold = 15'd1;
  reg  [14:0]             bar_threshold = 15'd1;
  reg                     pixel_valid = 1'b0;
  reg                     pixel_last = 1'b0;
  reg  [8*VALUES-1:0]     pixels = {8 * VALUES{1'b0}};
  wire                    pixel_ready;
  wire                    take;
  wire                    last;
  wire                    there;
  wire                    silent;
  wire                    too_short;
  wire                    too_long;
  wire [BITS-1:0]         bits;
  wire [14:0]             available;
  wire                    done;
  wire                    encoder_take;
  wire                    encoder_last;
  wire [P-1:0]            word;
  wire [ADDRESS_BITS-1:0] first;
  wire                    push;
  wire                    finished;
  wire                    encoder_done;
  reg                     load_lanes = 1'b0;
  reg                     load_thresholds = 1'b0;
  reg                     load_read = 1'b0;
  reg                     load_write = 1'b0;
  reg  [15:0]             load_number = 16'd0;
  reg  [15:0]             load_word = 16'd0;
  reg  [7:0]              load_part = 8'd0;
  reg  [LOAD_BITS-1:0]    load_wide = {LOAD_BITS{1'b0}};
  wire                    load_hit;
  wire                    load_last;
  wire [31:0]             load_out;
  wire                    lane_hit;
  wire [31:0]             lane_out;

  wire enable = !(take && !there);

  front_end #(
    .INPUTS(INPUTS), .VALUES(VALUES), .LEVELS(LEVELS), .OWN(OWN), .WIDTH(WIDTH), .HEIGHT(HEIGHT), .KERNEL(KERNEL),
    .ANGLES(ANGLES), .STRIDE(STRIDE), .POOL(POOL), .VALUE_BITS(VALUE_BITS), .POSITIONS(POSITIONS), .BITS(BITS),
    .LOAD_BITS(LOAD_BITS)
  ) dut (
    .clock(clock), .reset(reset), .enable(enable), .start(start), .forward(forward), .inverted(inverted),
    .highest(highest), .spike_threshold(spike_threshold), .edge_threshold(edge_threshold),
    .bar_threshold(bar_threshold), .pixels(pixels), .silent(silent), .take(take), .last(last), .bits(bits),
    .available(available), .done(done), .load_select(load_thresholds), .load_read(load_read), .load_write(load_write),
    .load_number(load_number), .load_word(load_word), .load_part(load_part), .load_wide(load_wide), .load_hit(load_hit),
    .load_last(load_last), .load_out(load_out)
  );

  pixel_stream stream (
    .clock(clock), .reset(reset), .enable(enable), .pixel_valid(pixel_valid), .pixel_last(pixel_last),
    .pixel_ready(pixel_ready), .wanted(take), .last(last), .there(there), .silent(silent), .too_short(too_short),
    .too_long(too_long)
  );

  spike_encoder #(
    .PIXELS(P), .INPUTS(BITS), .ADDRESS_BITS(ADDRESS_BITS), .FROM_BITS(1)
  ) encoder (
    .clock(clock), .reset(reset), .enable(enable), .start(start), .learn(learn), .forward(forward), .ready(ready),
    .drop_shift(drop_shift), .pixels({8 * P{1'b0}}), .silent(1'b0), .bits(bits), .available(available),
    .take(encoder_take), .last(encoder_last), .word(word), .first(first), .push(push), .finished(finished),
    .done(encoder_done), .load_select(load_lanes), .load_write(load_write), .load_word(load_word),
    .load_data(load_wide[31:0]), .load_hit(lane_hit), .load_out(lane_out)
  );

  always #5 clock = !clock;

  integer errors = 0;
  integer checks = 0;
  integer images = 0;
  integer lateness = 0;
  integer seed = 1;
  integer file;
  integer read;

  task check;
    input [8*32-1:0] what;
    input            holds;
    input integer    expected;
    input integer    found;
    begin
      checks = checks + 1;
      if (holds !== 1'b1) begin
        errors = errors + 1;
        if (errors <= 20)
          $display("image %0d, cycle %0d: %0s: expected %0d, found %0d", images, cycle, what, expected, found);
      end
    end
  endtask

  function late;
    input integer unused;
    late = lateness > 0 && ($random(seed) & 32'h7FFF_FFFF) % 100 < lateness;
  endfunction

  // What section 20 says of these sizes: in which cycles groups are taken, and how many bits of fields are there.
  reg            takes_in [0:LONGEST-1];
  integer        fields_from [0:LONGEST-1];
  integer        last_cycle;

  task plan;
    integer h, across, down, rows, n, filtering, now, r, y, j, field_bits, cycles;
    begin
      for (r = 0; r < LONGEST; r = r + 1) begin
        takes_in[r]    = 1'b0;
        fields_from[r] = 0;
      end
      last_cycle = GROUPS;
      if (HEIGHT == 0) for (r = 1; r <= GROUPS; r = r + 1) takes_in[r] = 1'b1;
      else begin
        h          = (KERNEL - 1) / 2;
        across     = (WIDTH + STRIDE - 1) / STRIDE;
        down       = (HEIGHT + STRIDE - 1) / STRIDE;
        rows       = HEIGHT > STRIDE * (down - 1) + h + 1 ? HEIGHT : STRIDE * (down - 1) + h + 1;
        n          = (across + POSITIONS - 1) / POSITIONS;
        field_bits = 4 * ANGLES * ((across + POOL - 1) / POOL);
        filtering  = 0;
        now        = 0;
        last_cycle = 0;
        for (r = 0; r < rows; r = r + 1) begin
          cycles = r < HEIGHT ? WIDTH / VALUES : 1;
          if (r < HEIGHT) for (j = 1; j < cycles; j = j + 1) takes_in[now+j] = 1'b1;
          now = now + (cycles > filtering ? cycles : filtering);
          if (r < HEIGHT) begin
            takes_in[now] = 1'b1;
            last_cycle    = now;
          end
          filtering = 0;
          y = (r - h) / STRIDE;
          if (r >= h && (r - h) % STRIDE == 0 && y < down) begin
            filtering = n;
            if (now + n > last_cycle) last_cycle = now + n;
            if ((y + 1) % POOL == 0 || y == down - 1) fields_from[now+n+1] = field_bits;
          end
        end
      end
      for (r = 1; r < LONGEST; r = r + 1) fields_from[r] = fields_from[r-1] + fields_from[r];
    end
  endtask

  // Cycle of the slot, from 1; 0 between slots. Values taken in it so far.
  integer cycle = 0;
  integer values_taken = 0;
  // The encoder's side.
  reg     encoding = 1'b0;
  integer position = 0;
  reg [31:0] lanes [0:15];

  reg [7:0]      image [0:16447];
  reg [BITS-1:0] expected;

  function [31:0] xorshift;
    input [31:0] now;
    reg   [31:0] x;
    begin
      x = now ^ (now << 13);
      x = x ^ (x >> 17);
      xorshift = x ^ (x << 5);
    end
  endfunction

  function integer available_now;
    input integer unused;
    if (values_taken < INPUTS && LEVELS > 0) available_now = LEVELS * values_taken;
    else available_now = LEVELS * INPUTS + fields_from[cycle];
  endfunction

  // Everything that can be seen in a cycle of a slot.
  task look;
    integer there_now, end_of_word, k, byte_now;
    reg     takes;
    reg [P-1:0] word_now;
    reg [31:0]  lane;
    begin
      there_now = available_now(0);
      check("take", take === takes_in[cycle], takes_in[cycle], take);
      check("available", available === there_now, there_now, available);
      check("done", done === (cycle >= last_cycle), cycle >= last_cycle, done);
      if (there_now > 0) check("bits", ((bits ^ expected) << (BITS - there_now)) === {BITS{1'b0}}, there_now, there_now);
      // The encoder.
      end_of_word = position + P < BITS ? position + P : BITS;
      takes       = encoding && ready && there_now >= end_of_word;
      check("encoder takes", encoder_take === takes, takes, encoder_take);
      check("encoder done", encoder_done === (!encoding || (takes && end_of_word == BITS)), 0, encoder_done);
      check("encoder finished", finished === !encoding, !encoding, finished);
      if (takes) begin
        if (learn && enable && position % 64 == 0)
          for (k = 0; k < 16; k = k + 1) lanes[k] = xorshift(lanes[k]);
        for (k = 0; k < P; k = k + 1) begin
          lane        = lanes[((position + k) % 64) / 4];
          byte_now    = lane[8*((position + k) % 4) +: 8];
          word_now[k] = position + k < BITS && expected[position+k] && (!learn || 255 - (255 >> drop_shift) > byte_now);
        end
        // Bytes of a held cycle are those of the cycle that is not.
        if (enable) check("word", word === word_now, word_now, word);
        check("first", first === position, position, first);
        if (enable) check("push", push === (word_now != 0), word_now != 0, push);
      end
    end
  endtask

  // The host: what it sends, and groups that it still has of an image that is too long.
  integer sent = GROUPS;
  integer group = 0;
  integer surplus = 0;

  task drive;
    integer k;
    begin
      pixel_valid = cycle > 0 && (surplus > 0 || group < sent) && !late(0);
      pixel_last  = surplus > 0 ? surplus == 1 : group == sent - 1;
      for (k = 0; k < VALUES; k = k + 1)
        if (surplus == 0 && group * VALUES + k < INPUTS) pixels[8*k +: 8] = image[group*VALUES+k];
        else pixels[8*k +: 8] = $random(seed);
      if (!pixel_valid) begin
        pixel_last = $random(seed);
        pixels     = {VALUES{8'hA5}};
      end
    end
  endtask

  // Ends a cycle, and begins the next.
  task tick;
    reg     enabled, takes, encodes, ends, moved;
    begin
      #1;
      if (cycle > 0) look;
      #1;
      enabled = enable;
      takes   = take;
      encodes = encoder_take;
      ends    = encoder_last;
      moved   = pixel_valid && pixel_ready;
      @(posedge clock) #1;
      if (moved && surplus > 0) surplus = surplus - 1;
      else if (moved) begin
        group = group + 1;
        // The rest of an image that is too long stays for the time after it.
        if (group == GROUPS && sent > GROUPS) surplus = sent - GROUPS;
      end
      if (cycle > 0 && enabled) begin
        if (takes) values_taken = values_taken + VALUES < INPUTS ? values_taken + VALUES : INPUTS;
        if (encodes) begin
          position = position + P;
          encoding = !ends;
        end
        cycle = cycle + 1;
      end
      if (enabled) ready = !late(0);
      drive;
    end
  endtask

  task begin_slot;
    begin
      start = 1'b1;
      tick;
      start        = 1'b0;
      forward      = 1'b1;
      cycle        = 1;
      values_taken = 0;
      encoding     = 1'b1;
      position     = 0;
      group        = 0;
      drive;
    end
  endtask

  task do_reset;
    begin
      reset   = 1'b1;
      forward = 1'b0;
      cycle   = 0;
      surplus = 0;
      tick;
      reset = 1'b0;
      tick;
      check("done after reset", done === 1'b1 && encoder_done === 1'b1, 1, done);
    end
  endtask

  // One image: a slot, now and then another one before it that a reset ends.
  task run;
    integer k, cut;
    reg     over;
    begin
      if (images % 3 == 1) begin
        begin_slot;
        cut = ($random(seed) & 32'h7FFF_FFFF) % last_cycle;
        for (k = 0; k < cut; k = k + 1) tick;
        do_reset;
      end
      begin_slot;
      over = 1'b0;
      while (!over) begin
        #2 over = enable && done && encoder_done;
        tick;
        if (cycle > 2 * LONGEST / 3) begin
          check("end of the slot", 1'b0, 0, 1);
          over = 1'b1;
        end
      end
      forward = 1'b0;
      cycle   = 0;
      for (k = 0; k < images % 3; k = k + 1) tick;
      check("all bits", bits === expected, 0, 0);
      images = images + 1;
    end
  endtask

  // Thresholds over the load port, and back.
  reg [LOAD_BITS-1:0] words [0:16383];

  task load_port;
    integer count, number, j, part, threshold;
    begin
      load_thresholds = 1'b1;
      count = OWN != 0 ? INPUTS : 1;
      for (number = 0; number < count; number = number + 1) begin
        words[number] = {LOAD_BITS{1'b0}};
        for (j = 0; j < LEVELS; j = j + 1) begin
          read = $fscanf(file, " %d", threshold);
          words[number][8*j +: 8] = threshold;
        end
        load_number = OWN != 0 ? number % VALUES : 0;
        load_word   = OWN != 0 ? number / VALUES : 0;
        load_wide   = words[number];
        load_part   = PARTS - 1;
        load_write  = 1'b1;
        #1 check("load port", load_hit === 1'b1 && load_last === 1'b1, 1, load_hit);
        tick;
        load_write = 1'b0;
        load_wide  = $random(seed);
      end
      for (number = 0; number < count; number = number + 1) begin
        load_number = OWN != 0 ? number % VALUES : 0;
        load_word   = OWN != 0 ? number / VALUES : 0;
        load_read   = 1'b1;
        tick;
        load_read = 1'b0;
        for (part = 0; part < PARTS; part = part + 1) begin
          load_part = part;
          #1 check("thresholds", load_out === words[number][32*part +: 32], words[number][32*part +: 32], load_out);
          check("last part", load_last === (part == PARTS - 1), part == PARTS - 1, load_last);
        end
      end
      // Locations that do not exist.
      load_part = PARTS;
      #1 check("part beyond the last", load_hit === 1'b0 && load_out === 32'd0, 0, load_hit);
      load_part = 8'd0;
      load_word = OWN != 0 ? GROUPS : 1;
      #1 check("word beyond the last", load_hit === 1'b0, 0, load_hit);
      load_word   = 16'd0;
      load_number = VALUES;
      #1 check("memory beyond the last", load_hit === 1'b0, 0, load_hit);
      load_thresholds = 1'b0;
      load_number     = 16'd0;
      #1 check("another space", load_hit === 1'b0 && load_out === 32'd0, 0, load_hit);
    end
  endtask

  reg [8*256-1:0] name;
  reg [8*512-1:0] line;
  integer         settings [0:7];
  integer         number, k, lane_value;

  initial begin
    if (!$value$plusargs("file=%s", name)) begin
      $display("+file=F is needed");
      $finish;
    end
    if (!$value$plusargs("lateness=%d", lateness)) lateness = 0;
    file = $fopen(name, "r");
    if (file == 0) begin
      $display("%0s cannot be read", name);
      $finish;
    end
    read = $fgets(line, file);
    plan;
    do_reset;
    for (k = 0; k < 16; k = k + 1) begin
      lane_value = $random(seed);
      lanes[k]   = lane_value;
      load_lanes = 1'b1;
      load_word  = k;
      load_wide  = lanes[k];
      load_write = 1'b1;
      tick;
      load_write = 1'b0;
      load_lanes = 1'b0;
    end
    if (LEVELS > 0) load_port;
    read = $fscanf(file, " %d", settings[0]);
    while (read == 1) begin
      for (k = 1; k < 8; k = k + 1) read = $fscanf(file, " %d", settings[k]);
      for (k = 0; k < INPUTS; k = k + 1) begin
        read = $fscanf(file, " %d", number);
        image[k] = number;
      end
      read = $fscanf(file, " %b", expected);
      learn           = settings[0];
      drop_shift      = settings[1];
      inverted        = settings[2];
      highest         = settings[3];
      spike_threshold = settings[4];
      edge_threshold  = settings[5];
      bar_threshold   = settings[6];
      sent            = settings[7];
      run;
      read = $fscanf(file, " %d", settings[0]);
    end
    if (images == 0) check("images in the file", 1'b0, 1, 0);
    $display("front_end: %0d images, %0d bits, %0d checks, %0d differences", images, BITS, checks, errors);
    $finish;
  end

endmodule
