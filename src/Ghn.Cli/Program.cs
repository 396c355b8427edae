Console.WriteLine("ghn");
